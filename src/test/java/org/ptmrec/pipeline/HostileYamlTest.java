package org.ptmrec.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.ptmrec.testing.Damage.assertSafe;
import static org.ptmrec.testing.Damage.damaged;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ptmrec.stage.Stages;

class HostileYamlTest {
  private static final byte[] WHOLE =
      String.join(
              "\n",
              "name: p",
              "data: ../x",
              "clip: models/clip",
              "fetch:",
              "  a: {url: \"https://shop.example/a\", to: \"${data}/a\", sha256: {a: ff}}",
              "catalogue: {folder: c, users: 10}",
              "stages:",
              "  ingest: {interactions: i.csv, items: \"${env:HOME}/i\", split: {train: 0.8}}",
              "  download-images: {timeout: 30s, maxBytes: 20MiB, perHost: {rate: 5}}",
              "  train:",
              "    recommenders: [BPR, VBPR]",
              "    grid: {BPR: {reg: [0.1, 1e-3]}}",
              "")
          .getBytes(UTF_8);

  @Property(tries = 500)
  void read_damagedFile_errorOrPipeline(@ForAll long seed) throws Exception {
    assertSafe(
        damaged(WHOLE, seed), "p.yaml", file -> PipelineReader.read(file, List.of(), Stages.all()));
  }
}
