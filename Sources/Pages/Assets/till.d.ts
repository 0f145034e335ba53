// Types of Till's browser client, /till.mjs and /till.js; docs/browser-client.md tells what it does.

export type SessionStatus = "pending" | "processing" | "completed" | "failed" | "expired" | "canceled";

export type PaymentStatus =
    | "requires_payment_method" | "requires_confirmation" | "requires_action" | "processing" | "succeeded" | "canceled"
    | "no_payment_required";

/** A session as everybody may see it who knows its id; openapi.yaml describes each member. */
export interface PublicSession {
    id: string;
    object: "checkout.session";
    status: SessionStatus;
    paymentStatus: PaymentStatus;
    /** Grows with every visible change. */
    version: number;
    livemode: boolean;
    paymentIntentId: string | null;
    provider: string;
    /** In minor units, as all amounts. */
    amount: number;
    currency: string;
    totalAmount: number;
    discountAmount: number;
    taxAmount: number;
    couponCode?: string;
    priceId?: string;
    quantity: number;
    product?: {
        id: string;
        name: string;
        description: string | null;
        interval: string | null;
        intervalCount: number | null;
        features: string[];
    };
    trialDays: number;
    /** Of a change of a subscription that runs. */
    proration?: { credited: number; charged: number; total: number; explanation: string };
    checkoutMode: "standard" | "free" | "trial" | "change";
    requiresAction: boolean;
    nextAction?: { type: string; redirectUrl: string };
    failure?: Failure;
    subscription?: Subscription;
    fulfilment: { paidAt?: string; subscribedAt?: string; entitledAt?: string; merchantNotifiedAt?: string };
    checkoutUrl: string;
    statusUrl: string;
    streamUrl: string;
    successUrl?: string;
    cancelUrl?: string;
    createdAt: string;
    updatedAt: string;
    expiresAt: string;
    completedAt?: string;
}

export interface Failure {
    code: string;
    declineCode: string | null;
    message: string;
    suggestion: string;
    attempt: number | null;
}

export interface Subscription {
    id: string;
    customerId: string;
    productId: string;
    priceId: string;
    status: string;
    currentPeriodStart: string;
    currentPeriodEnd: string;
    cancelAtPeriodEnd: boolean;
    trialEnd: string | null;
}

/** What the server answered instead of a success; a network that answers nothing throws fetch's own TypeError. */
export interface TillError extends Error {
    name: "TillError";
    /** The HTTP status. */
    status: number;
    /** Stable, and listed in openapi.yaml; missing when it was a proxy that answered. */
    code?: string;
    type?: string;
    param?: string;
    declineCode?: string;
    /** What the buyer may do about it. */
    suggestion?: string;
    details?: unknown;
    requestId?: string;
    /** In seconds; 0 when the answer names none. */
    retryAfter: number;
    /** After a `confirm`: how the session stands. */
    session?: PublicSession;
}

export type Connection = "live" | "polling" | "offline";

export interface WatchOptions {
    /** Where Till is; as a rule where the script was loaded from. */
    baseUrl?: string;
    /** Told of the session as it is, and of every change, in order and each once. */
    onStatus?(session: PublicSession): void;
    /** How news arrives, whenever that changes. */
    onConnection?(connection: Connection): void;
    /** There is no such session; nothing more is told. */
    onError?(error: TillError): void;
    signal?: AbortSignal;
}

export interface Watching {
    close(): void;
    /** Asks at once; rejects when there is no answer. */
    refresh(): Promise<PublicSession>;
}

export interface CheckoutResult {
    outcome: "completed" | "closed";
    session?: PublicSession;
    subscription?: Subscription;
}

export interface PaymentFailure {
    message?: string;
    code?: string;
    declineCode?: string | null;
}

export interface ModalOptions {
    /** The dialog's name for those who do not see it. */
    title?: string;
    closeLabel?: string;
    continueLabel?: string;
    /** BCP 47; as a rule the browser's. */
    locale?: string;
    theme?: "light" | "dark";
    /** Whether the dialog closes by itself a moment after the purchase; true unless said otherwise. */
    closeOnSuccess?: boolean;
    onReady?(): void;
    /** Without it, the page goes to the session's `successUrl`, if it has one. */
    onSuccess?(result: CheckoutResult): void;
    /** A payment was declined; the buyer may try again. */
    onPaymentFailed?(failure: PaymentFailure): void;
    onProcessing?(): void;
    /** Nothing more can be paid here. */
    onError?(error: { code: string; message?: string }): void;
    /** The bank wants to ask the buyer; the page goes there unless the answer is `false`. */
    onAction?(url: string): boolean | void;
    onClose?(result: CheckoutResult): void;
    /** Follows the session beside the dialog, as `watch` does. */
    onStatus?(session: PublicSession): void;
}

export type OpenOptions = ({ sessionId: string } | { url: string }) & { baseUrl?: string; mode?: "modal" | "redirect" } & ModalOptions;

export interface OpenedCheckout {
    close(): void;
    readonly closed: Promise<CheckoutResult>;
}

export interface ConfirmOptions {
    /** The provider's payment method; none for what costs nothing. */
    paymentMethodId?: string;
    /** Where the bank is to send the buyer afterwards. */
    returnUrl?: string;
    /** One is made when there is none. */
    idempotencyKey?: string;
    baseUrl?: string;
    signal?: AbortSignal;
}

export type Confirmation = PublicSession & {
    success: boolean;
    message: string;
    actionUrl?: string;
    subscriptionId?: string;
    [member: string]: unknown;
};

export function watch(sessionId: string, options?: WatchOptions): Watching;
export function openCheckout(options: OpenOptions): OpenedCheckout;
/** Rejects with a `TillError`, `code` "card_declined" and the like, or when nothing could be reached for seconds. */
export function confirm(clientSecret: string, options?: ConfirmOptions): Promise<Confirmation>;

declare const Till: {
    readonly watch: typeof watch;
    readonly openCheckout: typeof openCheckout;
    readonly confirm: typeof confirm;
};
export { Till };
export default Till;

declare global {
    interface Window {
        /** Of /till.js. */
        readonly Till: typeof Till;
    }
}
