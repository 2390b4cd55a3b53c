/** A file that `init` proposes. */
export interface ProposedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The two workflows of a config repo, by the reusable ones. Without the variable and the secret of an App the
 * workflow's own token acts.
 */
export function workflowTexts(branch: string): readonly ProposedFile[] {
  return [
    { path: '.github/workflows/advance.yml', text: ADVANCE.replace('[main]', `[${quoted(branch)}]`) },
    { path: '.github/workflows/verify.yml', text: VERIFY },
  ];
}

function quoted(branch: string): string {
  return /^[A-Za-z][\w/-]*$/.test(branch) ? branch : `'${branch.replaceAll("'", "''")}'`;
}

// The two are those of examples/config-helm-flux; a test holds them together.

const ADVANCE = `# Moves on whatever may be moved on: after every merge, when an agent reports, and once an hour.
name: advance
on:
  push: { branches: [main] }
  schedule: [{ cron: "17 * * * *" }]
  repository_dispatch: { types: [waybill-advance] }
  status:

permissions: {}

jobs:
  advance:
    name: advance
    permissions:
      contents: write # what the reusable workflow asks for; with an App it uses the App's token
      pull-requests: write # the same
      statuses: write # the same
      packages: read # private images on ghcr.io; each package lets this repository read under "Manage Actions access"
    uses: waybill/waybill/.github/workflows/advance.yml@v1
    with: { app-client-id: "\${{ vars.WAYBILL_APP_CLIENT_ID }}" }
    secrets: { app-private-key: "\${{ secrets.WAYBILL_APP_KEY }}" }
`;

const VERIFY = `# Sets the status "waybill", which the rules of the base branch require.
name: verify
on:
  # With secrets, and with this file of the base branch: the action reads base and head through the API, and checks out nothing.
  pull_request_target: # zizmor: ignore[dangerous-triggers] nothing of the pull request is checked out or run
    types: [opened, reopened, synchronize, edited, ready_for_review]
  merge_group:
  # Gates that pass with time or by a review, and pull requests whose own runs may get no secrets.
  schedule: [{ cron: "47 * * * *" }]
  workflow_dispatch:
    inputs:
      pull-request:
        description: The number of the pull request; all that are open when it is empty
        required: false
        type: string

permissions: {}

jobs:
  verify:
    name: verify
    permissions:
      contents: read # what the reusable workflow asks for; with an App it uses the App's token
      pull-requests: read # the same
      statuses: write # the same
      packages: read # private images on ghcr.io; each package lets this repository read under "Manage Actions access"
    uses: waybill/waybill/.github/workflows/verify.yml@v1
    with: { app-client-id: "\${{ vars.WAYBILL_APP_CLIENT_ID }}", pull-request: "\${{ inputs.pull-request }}" }
    secrets: { app-private-key: "\${{ secrets.WAYBILL_APP_KEY }}" }
`;
