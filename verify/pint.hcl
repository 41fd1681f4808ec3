# What every rule of this repository has to have, beyond pint's own checks.

checks {
  # Alerts ask for recordings of another file, at most one evaluation old; every alert waits longer than that.
  disabled = ["rule/dependency"]
}

# An environment's own alerts need less: their props say what.
rule {
  match {
    kind = "alerting"
    path = "alert_rules.yml"
  }
  annotation "summary" {
    severity = "bug"
    required = true
  }
  annotation "description" {
    severity = "bug"
    required = true
  }
  annotation "runbook_url" {
    severity = "bug"
    value    = "https://.+/{{ $alert }}\\.md"
    required = true
  }
  annotation "dashboard_url" {
    severity = "bug"
    value    = "https://.+/d/.+"
    required = true
  }
  label "severity" {
    severity = "bug"
    value    = "critical|warning|info|none"
    required = true
  }
  label "service" {
    severity = "bug"
    required = true
  }
  label "component" {
    severity = "bug"
    required = true
  }
}

# Inhibition compares services and people ask by namespace: neither may get lost.
rule {
  match {
    kind = "recording"
    name = "fingerprint:.+"
  }
  aggregate ".+" {
    severity = "bug"
    keep     = ["namespace"]
  }
}

# The heartbeat has to fire always.
rule {
  match {
    name = "Watchdog"
  }
  disable = ["alerts/comparison"]
}

# Pods are told apart by how their workload names them, and days' indices by their name: there is no label for it in these series.
rule {
  match {
    name = "CertificatesNotReread|DeadLetterIndexGrowing"
  }
  disable = ["promql/regexp"]
}
