"""The scenarios by name, and where each is played."""

import bite
import canaries
import changes
import crashes
import crowds
import cuts
import disks
import drift
import expiries
import kills
import malformed
import matrix
import payments
import purchases
import replicas
import slowness
import soak
import storms
import streams
import subscribers
import tenants
import years

# In a World: our own PostgreSQL, proxies, journals, and the checks of verdict.py.
IN_A_WORLD = {
    "service_killed": crashes.service_killed,
    "database_killed": crashes.database_killed,
    "commits_cut": cuts.commits_cut,
    "connections_cut": cuts.connections_cut,
    "replica_stopped": replicas.replica_stopped,
    "rolling_restart": replicas.rolling_restart,
    "disk_full": disks.disk_full,
    "webhook_storm": storms.webhook_storm,
    "expiry_races_payment": expiries.expiry_races_payment,
    "idempotency_matrix": matrix.idempotency_matrix,
    "tenants": tenants.tenants,
    "malformed_requests": malformed.malformed_requests,
    "slow_clients": slowness.slow_clients,
    "sizes": slowness.sizes,
    "soak": soak.soak,
    # Last, when everything has been logged.
    "log_canaries": canaries.log_canaries,
}
LAST = "log_canaries"
# Minutes long whatever the scale: not in the short form.
LONG = ("idempotency_matrix",)
# In an Installation: a `till dev`, and a `till serve` beside it.
IN_AN_INSTALLATION = {
    "checkers_bite": bite.checkers_bite,
    "webhooks_lost": payments.webhooks_lost,
    "webhooks_tripled": payments.webhooks_tripled,
    "crowd_creates": crowds.crowd_creates,
    "crowd_confirms": crowds.crowd_confirms,
    "two_processes": purchases.two_processes,
    "cut_streams": streams.cut_streams,
    "subscribed_twice": subscribers.subscribed_twice,
    "killed_at_each_call": kills.killed_at_each_call,
    "changed_at_each_call": changes.changed_at_each_call,
    "drift_is_mended": drift.drift_is_mended,
    "a_year": years.a_year,
}
ALL = {**IN_A_WORLD, **IN_AN_INSTALLATION}
