#!/usr/bin/env bash
# gpu-discovery.sh AMOUNT: prints the numbers of the GPUs that CUDA lets a process of this machine see, such as 0,1.
# Fails if there are fewer than AMOUNT. Which of them a TaskManager gets is decided by its driver.
set -euo pipefail
amount=${1:-1}
if [ -n "${CUDA_VISIBLE_DEVICES:-}" ]; then
  count=$(tr ',' '\n' <<<"$CUDA_VISIBLE_DEVICES" | wc -l)   # CUDA numbers what is visible anew
else
  count=$(nvidia-smi --list-gpus | wc -l)
fi
if [ "$count" -lt "$amount" ]; then
  echo "$count GPUs, $amount wanted"
  exit 1
fi
seq -s, 0 $((count - 1))
