#!/usr/bin/env bash
# Brings what tries and reads workflows: act runs them, actionlint and zizmor look for mistakes. Sourced by .ci/tools.sh,
# whose functions it uses; `waybill_workflow_tools` does it.

waybill_act=v0.2.89
waybill_actionlint=v1.7.12
waybill_zizmor=1.32.0          # from PyPI, as a program

waybill_workflow_tools() {
  waybill_tool act "$waybill_act" go install "github.com/nektos/act@$waybill_act" &&
    waybill_tool actionlint "$waybill_actionlint" go install "github.com/rhysd/actionlint/cmd/actionlint@$waybill_actionlint" &&
    waybill_zizmor
}

waybill_zizmor() {
  local folder=$WAYBILL_TOOLS/zizmor-$waybill_zizmor
  if [ ! -x "$folder/bin/zizmor" ]; then
    waybill_say "installing zizmor $waybill_zizmor"
    waybill_venv "$folder" "zizmor==$waybill_zizmor" || return 1
  fi
  ln -sfn "$folder/bin/zizmor" "$WAYBILL_TOOLS/bin/zizmor"
}
