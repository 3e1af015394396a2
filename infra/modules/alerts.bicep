// What should wake somebody up. Each rule asks the logs every five minutes and resolves by itself.
import { Place } from '../types.bicep'

@description('What the names of the rules begin with.')
param namePrefix string

@description('Where they go.')
param place Place

@description('The workspace that is asked.')
param workspaceName string

@description('Who is told; nobody where it is empty.')
param email string

var rules = [
  {
    name: 'executions-failed'
    title: 'Executions failed'
    description: 'Executions ended FAILED or TIMED_OUT. The messages name them; their histories say why.'
    severity: 2
    window: 'PT5M'
    query: 'AppTraces | where Message matches regex @"^Execution arn:\\S+ (FAILED|TIMED_OUT)"'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'functions-failed'
    title: 'Functions of the app failed'
    description: 'Triggers, activities or the sweeper threw. Executions go on by themselves where the fault passes.'
    severity: 2
    window: 'PT5M'
    query: 'AppRequests | where Name startswith "asl-" and not(Success)'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'sweeper-silent'
    title: 'The sweeper has not run'
    description: 'The sweeper runs every five minutes: the app does not start, or cannot reach its storage.'
    severity: 1
    window: 'PT30M'
    query: 'AppRequests | where Name == "asl-sweep" and Success'
    operator: 'LessThan'
    threshold: 1
  }
]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: '${namePrefix}-people'
  location: 'global'
  tags: place.tags
  properties: {
    enabled: true
    groupShortName: 'asl'
    emailReceivers: [{ name: 'people', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in rules: {
    name: '${namePrefix}-${rule.name}'
    location: place.location
    tags: place.tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: rule.description
      severity: rule.severity
      enabled: true
      autoMitigate: true
      scopes: [workspace.id]
      evaluationFrequency: 'PT5M'
      windowSize: rule.window
      // The tables come into being with the first telemetry.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(email) ? [] : [people.id] }
    }
  }
]
