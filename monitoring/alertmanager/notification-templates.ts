/**
 * Templates of the notifications, in Go's template language.
 *
 * A title fits a phone's screen: state, count, alert, service, environment.
 * Every message leads to the runbook first, then to the dashboard, and to
 * Alertmanager where people can open it.
 */
export const notificationTemplates = (opensAlertmanager: boolean) => `{{ define "fingerprint.title" -}}
[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}] {{ .GroupLabels.alertname }}
{{- if .CommonLabels.service }} {{ .CommonLabels.service }}{{ end }}
{{- if .CommonLabels.environment }} ({{ .CommonLabels.environment }}){{ end }}
{{- end }}

{{ define "fingerprint.url" }}${
  opensAlertmanager
    ? "{{ .ExternalURL }}/#/alerts?receiver={{ .Receiver | urlquery }}"
    : '{{ template "fingerprint.dashboard" . }}'
}{{ end }}

{{ define "fingerprint.runbook" }}{{ with index .Alerts 0 }}{{ .Annotations.runbook_url }}{{ end }}{{ end }}

{{ define "fingerprint.dashboard" }}{{ with index .Alerts 0 }}{{ .Annotations.dashboard_url }}{{ end }}{{ end }}

{{ define "fingerprint.text" -}}
{{ range .Alerts -}}
[{{ .Status }}] {{ .Annotations.summary }}
{{ .Annotations.description }}
Since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 MST" }}
{{ end -}}
Runbook: {{ template "fingerprint.runbook" . }}
Dashboard: {{ template "fingerprint.dashboard" . }}
{{ end }}

{{ define "fingerprint.slack.color" -}}
{{ if eq .Status "resolved" }}#2eb886
{{- else if eq .CommonLabels.severity "critical" }}#d00000
{{- else if eq .CommonLabels.severity "warning" }}#f2a900
{{- else }}#439fe0{{ end }}
{{- end }}

{{ define "fingerprint.slack.text" -}}
{{ range .Alerts -}}
{{ if eq .Status "resolved" }}:white_check_mark: {{ end }}*{{ .Annotations.summary }}*
{{ .Annotations.description }}
{{ end -}}
<{{ template "fingerprint.runbook" . }}|Runbook> | <{{ template "fingerprint.dashboard" . }}|Dashboard>${opensAlertmanager ? " | <{{ .ExternalURL }}/#/silences/new|Silence>" : ""}
{{- end }}

{{ define "fingerprint.email.html" -}}
<!DOCTYPE html>
<html><body style="font-family: sans-serif">
<h2>{{ template "fingerprint.title" . }}</h2>
<p><a href="{{ template "fingerprint.runbook" . }}">Runbook</a> | <a href="{{ template "fingerprint.dashboard" . }}">Dashboard</a>${
  opensAlertmanager ? ' | <a href="{{ template "fingerprint.url" . }}">Alertmanager</a>' : ""
}</p>
{{ range .Alerts }}<h3>{{ .Annotations.summary }}</h3>
<p>{{ .Annotations.description }}<br>{{ .Status }} since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 MST" }}</p>
<table>{{ range .Labels.SortedPairs }}<tr><td>{{ .Name }}</td><td>{{ .Value }}</td></tr>{{ end }}</table>
{{ end }}</body></html>
{{- end }}
`;
