#!/usr/bin/env bash
# One trial of stage two alone and spread over two workers, on MovieLens with titles only: how good it gets at equal total
# steps, and how fast on 1 and 2 TaskManagers with one thread each.
#
#   docs/speed/tuning_rounds.sh quality FOLDER MOVIELENS    # three seeds, three epochs; prints validation recall@20
#   docs/speed/tuning_rounds.sh measure FOLDER MOVIELENS    # one seed, two epochs; prints one JSON object a line
#
# MOVIELENS holds interactions.csv, items.jsonl and images/. Only "measure" needs a machine with nothing else to do.
set -euo pipefail
home=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mkdir -p "$2" && cd "$2" && pwd)
movielens=$(cd "$3" && pwd)
ptmrec=${PTMREC:-$home/ptmrec}

# NAME SEEDS EPOCHS: a pipeline; both share what comes before training
pipeline() {
  cat >"$folder/$1.yaml" <<YAML
name: $1
store: store
data: $movielens
clip: $home/pipelines/models/clip-tiny
stages:
  ingest: {interactions: "\${data}/interactions.csv", items: "\${data}/items.jsonl", text: [title]}
  download-images: {base: "\${data}"}
  tokenize-text: {}
  encode: {}
  train: {recommenders: [VBPR], seeds: $2, epochs: 20, patience: 10}
  tune: {epochs: $3, patience: $3, variants: {alone: {}, two: {workers: 2, roundSteps: 13}}}
YAML
}

quality() {
  pipeline quality "[1, 2, 3]" 3
  "$ptmrec" run "$folder/quality.yaml"
  "$ptmrec" artifacts cat "$folder/quality.yaml" tune --output validation --limit 1000 | grep '"recall@20"'
}

# VARIANT OPTIONS: milliseconds of the stage and seconds of an epoch, tuned on the cluster
tune() {
  local millis seconds
  millis=$("$ptmrec" run "$folder/measure.yaml" --runner flink --flink-master "$master" --only tune --force tune --json \
    --set "tune.variants={$1: {$2}}" | grep '"status":"made"' | sed 's/.*"millis":\([0-9]*\).*/\1/')
  seconds=$("$ptmrec" artifacts cat "$folder/measure.yaml" tune --output costs |
    sed -n 's/.*"secondsPerEpoch": \([0-9.E]*\).*/\1/p')
  echo "{\"variant\":\"$1\",\"taskManagers\":$n,\"millis\":$millis,\"secondsPerEpoch\":$seconds}"
}

measure() {
  pipeline measure "[1]" 2
  "$ptmrec" run "$folder/measure.yaml" --to train
  trap '"$ptmrec" cluster stop --folder "$folder/cluster" >/dev/null' EXIT
  for n in 1 2; do
    master=$("$ptmrec" cluster start --folder "$folder/cluster" --port 0 --task-managers $n --threads 1 |
      sed -n 's/.*--flink-master //p')
    [ $n = 2 ] || tune alone ""
    tune two "workers: 2, roundSteps: 13"
    "$ptmrec" cluster stop --folder "$folder/cluster" >/dev/null
  done
}

"$1"
