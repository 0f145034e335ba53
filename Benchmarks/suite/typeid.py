"""Ids as they are on the wire: a prefix and a UUID in Crockford's base 32."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def typeid(prefix, uuid):
    bits = uuid.int
    return f"{prefix}_" + "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(26)))
