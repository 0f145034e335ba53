"""Buyers of every kind: each creates a session, does what it does, and answers how that has to end."""

import random

from checks import Expected
from shop import VISA, Shop, Surprise, require
from tables import expire_now

DECLINED = ("pm_card_chargeDeclined", "pm_card_chargeDeclinedInsufficientFunds", "pm_card_chargeDeclinedExpiredCard")
CHALLENGED = "pm_card_authenticationRequired"


def paid(session: dict, isElsewhere: bool = False) -> Expected:
    return Expected(session["id"], "completed", session["totalAmount"], isElsewhere=isElsewhere)


async def pays(shop: Shop) -> Expected:
    session = await shop.create()
    await shop.confirm(session, VISA)
    return paid(session)


async def pays_an_amount(shop: Shop) -> Expected:
    session = await shop.create(amount=shop.random.randint(50, 500_000), currency="usd", metadata={"order": "7"})
    await shop.confirm(session, VISA)
    return paid(session)


async def pays_monthly(shop: Shop) -> Expected:
    session = await shop.create(priceId=shop.dev["prices"]["monthly"])
    await shop.confirm(session, VISA)
    return paid(session)


async def starts_a_trial(shop: Shop) -> Expected:
    session = await shop.create(priceId=shop.dev["prices"]["monthly"], trialDays=7)
    await shop.confirm(session, VISA)
    return Expected(session["id"], "completed", None)


async def takes_the_free_one(shop: Shop) -> Expected:
    session = await shop.create(priceId=shop.dev["prices"]["free"])
    await shop.confirm(session, None)
    return Expected(session["id"], "completed", None)


async def is_declined(shop: Shop) -> Expected:
    session = await shop.create()
    await shop.confirm(session, shop.random.choice(DECLINED), 402)
    return Expected(session["id"], "failed", None)


async def is_declined_then_pays(shop: Shop) -> Expected:
    session = await shop.create()
    for _ in range(shop.random.randint(1, 3)):
        await shop.confirm(session, shop.random.choice(DECLINED), 402)
    await shop.confirm(session, VISA)
    return paid(session)


async def is_challenged(shop: Shop) -> dict:
    session = await shop.create()
    answer = await shop.confirm(session, CHALLENGED)
    if not answer["requiresAction"]:
        raise Surprise(f"no challenge: {answer}")
    return session


async def approves_and_returns(shop: Shop) -> Expected:
    session = await is_challenged(shop)
    require(await shop.any().call("GET", await shop.answer_bank(session, "approve")), 200, 303)
    return paid(session)


async def approves_and_is_gone(shop: Shop) -> Expected:
    session = await is_challenged(shop)
    await shop.answer_bank(session, "approve")
    return paid(session)


async def refuses_and_returns(shop: Shop) -> Expected:
    session = await is_challenged(shop)
    require(await shop.any().call("GET", await shop.answer_bank(session, "refuse")), 200, 303)
    return Expected(session["id"], "failed", None)


async def refuses_then_pays(shop: Shop) -> Expected:
    session = await is_challenged(shop)
    require(await shop.any().call("GET", await shop.answer_bank(session, "refuse")), 200, 303)
    await shop.confirm(session, VISA)
    return paid(session)


async def pays_by_bank(shop: Shop) -> Expected:
    session = await shop.create()
    await shop.confirm(session, "pm_usBankAccount")
    return paid(session)


async def has_no_money_in_the_bank(shop: Shop) -> Expected:
    session = await shop.create()
    await shop.confirm(session, "pm_usBankAccount_insufficientFunds")
    return Expected(session["id"], "failed", None)


async def pays_elsewhere_and_returns(shop: Shop) -> Expected:
    session = await shop.create()
    await shop.pay_elsewhere(session)
    require(await shop.any().call("GET", f"/v1/checkout/{session['id']}/return"), 200, 303)
    return paid(session, isElsewhere=True)


async def pays_elsewhere_and_is_gone(shop: Shop) -> Expected:
    """Nobody asks before the session's time is up: expiry has to find the payment."""
    session = await shop.create()
    await shop.pay_elsewhere(session)
    await expire_now(shop.database, [session["id"]])
    return paid(session, isElsewhere=True)


async def never_pays(shop: Shop) -> Expected:
    session = await shop.create()
    await expire_now(shop.database, [session["id"]])
    return Expected(session["id"], "expired", None)


async def thinks_better_of_it(shop: Shop) -> Expected:
    session = await shop.create()
    path = f"/v1/checkout/{session['id']}/cancel"
    require(await shop.any().call("POST", path, {}, key=shop.dev["secretKey"]), 200)
    return Expected(session["id"], "canceled", None)


# How many of a hundred buyers are of which kind.
KINDS = {
    pays: 20, pays_an_amount: 10, pays_monthly: 4, starts_a_trial: 3, takes_the_free_one: 8, is_declined: 4,
    is_declined_then_pays: 14, approves_and_returns: 8, approves_and_is_gone: 4, refuses_and_returns: 4,
    refuses_then_pays: 3, pays_by_bank: 6, has_no_money_in_the_bank: 3, pays_elsewhere_and_returns: 3,
    pays_elsewhere_and_is_gone: 2, never_pays: 2, thinks_better_of_it: 2,
}


def crowd(count: int, dice: random.Random) -> list:
    """So many buyers, every kind among them if there is room, in random order."""
    kinds = list(KINDS)[:count]
    kinds += dice.choices(list(KINDS), weights=list(KINDS.values()), k=count - len(kinds))
    dice.shuffle(kinds)
    return kinds
