#!/usr/bin/env bash
# What a second TaskManager brings, with one thread each: to encode, to download from a slow server, and to train two
# trials instead of one. Prints one JSON object a line. Takes about fifteen minutes on two cores with nothing else to do,
# after a preparation of three minutes that needs no quiet. The seconds in which Flink starts a job and the
# JVMs compile are part of every figure:
#
#   docs/speed/cluster.sh prepare FOLDER VOCABULARY  # which holds CLIP's vocab.json and merges.txt
#   docs/speed/cluster.sh measure FOLDER         # or with 1 or 2 behind it, for that many TaskManagers only
set -euo pipefail
home=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mkdir -p "$2" && cd "$2" && pwd)
ptmrec=$home/ptmrec
vocabulary=${3:-} # of prepare
counts=${3:-}     # of measure
items=2400 # of the catalogue that is encoded, with random weights of ViT-B/32's size
hosts=48  # of the download, on 127.0.0.1 to 127.0.0.48
images=160 # of each host, which takes a quarter of a second for each
port=8765

# NAME USERS ITEMS: a pipeline on a generated catalogue
shop() {
  cat >"$folder/$1.yaml" <<YAML
name: $1
store: store
clip: clip
catalogue: {folder: $1-catalogue, users: $2, items: $3}
stages:
  ingest: {interactions: $1-catalogue/interactions.csv, items: $1-catalogue/items.jsonl}
  download-images: {base: "\${catalogue:url}", allowPrivateAddresses: true, perHost: {concurrency: 4, rate: 5000}}
  tokenize-text: {}
  encode: {}
  train: {recommenders: [LightGCN], seeds: [1], epochs: 300, patience: 300, batch: 512}
YAML
}

prepare() {
  "$ptmrec" bench model --vocabulary "$vocabulary" --out "$folder/clip"
  shop warm 100 100
  shop shop 1000 $items
  for name in warm shop; do "$ptmrec" run "$folder/$name.yaml" --to tokenize-text; done
  python3 - "$folder" $hosts $images $port <<'PY'
import json, sys
folder, hosts, images, port = sys.argv[1], *map(int, sys.argv[2:])
items = [(h, i) for h in range(1, hosts + 1) for i in range(images)]
with open(folder + '/items.jsonl', 'w') as out:
    for h, i in items:
        out.write(json.dumps({'item_id': f'{h}-{i}', 'image': f'http://127.0.0.{h}:{port}/{i}.png'}) + '\n')
with open(folder + '/interactions.csv', 'w') as out:
    out.write('user_id,item_id,rating,timestamp\n')
    for n, (h, i) in enumerate(items):
        for user in range(2):
            out.write(f'{(n + user) % 20},{h}-{i},5,{n}\n')
PY
  cat >"$folder/slow.yaml" <<YAML
name: slow
store: store
stages:
  ingest: {interactions: interactions.csv, items: items.jsonl, kCore: 1}
  download-images: {allowPrivateAddresses: true, maxFailureRate: 0, perHost: {concurrency: 2, rate: 1000}}
YAML
  "$ptmrec" run "$folder/slow.yaml" --to ingest
}

# Answers on every address with a picture of the catalogue, a quarter of a second late.
serve() {
  exec python3 - "$(find "$folder/warm-catalogue" -name '*.png' | sort | head -1)" $hosts $port <<'PY'
import http.server, sys, threading, time
picture, hosts, port = open(sys.argv[1], 'rb').read(), int(sys.argv[2]), int(sys.argv[3])
class Slow(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        time.sleep(0.25)
        body = b'' if self.path == '/robots.txt' else picture
        self.send_response(200)
        self.send_header('Content-Type', 'image/png')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *unused):
        pass
for host in range(1, hosts + 1):
    server = http.server.ThreadingHTTPServer((f'127.0.0.{host}', port), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
threading.Event().wait()
PY
}

# NAME STAGE ARGUMENTS...: milliseconds that the stage took
millis() {
  local name=$1 stage=$2
  shift 2
  "$ptmrec" run "$folder/$name.yaml" --runner flink --flink-master "$master" --only "$stage" --force "$stage" --json "$@" |
    grep '"status":"made"' | grep "\"stage\":\"$stage\"" | sed 's/.*"millis":\([0-9]*\).*/\1/'
}

measure() {
  serve &
  trap 'kill %1; "$ptmrec" cluster stop --folder "$folder/cluster" >/dev/null' EXIT
  for n in ${counts:-1 2}; do
    master=$("$ptmrec" cluster start --folder "$folder/cluster" --port 0 --task-managers $n --threads 1 |
      sed -n 's/.*--flink-master //p')
    # Classes are loaded and compiled, in every TaskManager.
    millis warm encode >/dev/null
    millis warm train --set "train.seeds=[1,2]" >/dev/null
    echo "{\"measured\":\"encode\",\"items\":$items,\"taskManagers\":$n,\"millis\":$(millis shop encode)}"
    for seeds in 1 1,2; do
      [ $n = 1 ] && [ $seeds != 1 ] && continue
      echo "{\"measured\":\"train\",\"seeds\":[$seeds],\"taskManagers\":$n,\"millis\":$(millis shop train --set "train.seeds=[$seeds]")}"
    done
    echo "{\"measured\":\"download\",\"images\":$((hosts * images)),\"taskManagers\":$n,\"millis\":$(millis slow download-images)}"
    "$ptmrec" cluster stop --folder "$folder/cluster" >/dev/null
  done
}

"$1"
