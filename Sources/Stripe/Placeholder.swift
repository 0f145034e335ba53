/// The adapter between the rules and Stripe; its parts are the files beside this one.
enum StripeAdapter {}
