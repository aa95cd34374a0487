package org.ptmrec.clip;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.ptmrec.tensor.RandomStream;

/**
 * First values of a CLIP that is to be pretrained, in OpenAI's distributions: normal, narrower the
 * wider and deeper the tower, so that the residual stream neither grows nor fades.
 *
 * @param random every tensor has a stream of its own, split off by its name
 */
record ClipInitializer(ClipConfig config, RandomStream random)
    implements BiFunction<String, ImmutableLongArray, float[]> {

  @Override
  public float[] apply(String name, ImmutableLongArray shape) {
    float[] values = new float[Math.toIntExact(shape.stream().reduce(1, Math::multiplyExact))];
    if (name.equals("logit_scale")) {
      values[0] = (float) config.logitScale();
    } else if (name.contains("norm") && name.endsWith(".weight")) {
      Arrays.fill(values, 1);
    } else if (!name.endsWith(".bias")) {
      double deviation = deviation(name, tower(name));
      RandomStream stream = random.split(name);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (deviation * stream.nextGaussian());
      }
    }
    return values;
  }

  private TowerConfig tower(String name) {
    return name.startsWith("text") ? config.text().tower() : config.vision().tower();
  }

  private double deviation(String name, TowerConfig tower) {
    double width = Math.pow(tower.width(), -0.5);
    double residual = width * Math.pow(2.0 * tower.layers(), -0.5);
    if (name.endsWith("token_embedding.weight")) {
      return 0.02;
    }
    if (name.startsWith("text") && name.endsWith("position_embedding.weight")) {
      return 0.01;
    }
    if (name.endsWith("out_proj.weight") || name.endsWith("fc2.weight")) {
      return residual;
    }
    if (name.endsWith("fc1.weight")) {
      return Math.pow(2.0 * tower.width(), -0.5);
    }
    if (name.endsWith("patch_embedding.weight")) {
      return Math.pow(config.vision().patchValues(), -0.5);
    }
    return width;
  }
}
