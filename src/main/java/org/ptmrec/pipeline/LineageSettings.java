package org.ptmrec.pipeline;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.ptmrec.artifact.Environment;
import org.ptmrec.artifact.UserErrorException;

/**
 * Who is told of a pipeline's runs, beside the run's own folder.
 *
 * @param namespace of the jobs, in OpenLineage's sense
 * @param url of an OpenLineage endpoint; references to the environment are not resolved
 * @param apiKey a reference to the environment
 */
public record LineageSettings(String namespace, Optional<String> url, Optional<String> apiKey) {
  /** What {@link #isAddress} asks for. */
  static final String ADDRESS = "must be an address such as http://marquez:5000";

  /**
   * Checks what only the process that sends events can know.
   *
   * @param file the pipeline file, for messages
   * @throws UserErrorException if a variable of the environment is not set, or if what is in it is
   *     no address
   */
  public void check(String file) {
    if (url.isEmpty()) {
      return;
    }
    if (!isAddress(resolve(file, PipelineKeys.LINEAGE_URL.name(), url.get()))) {
      // Without the address itself, which may hold a secret.
      throw new UserErrorException(
          "%s: key '%s': '%s' %s once its variables are in it"
              .formatted(file, PipelineKeys.LINEAGE_URL.name(), url.get(), ADDRESS));
    }
    apiKey.ifPresent(
        key -> {
          String unused = resolve(file, PipelineKeys.LINEAGE_KEY.name(), key);
        });
  }

  private static String resolve(String file, String key, String text) {
    try {
      return Environment.resolve(text);
    } catch (UserErrorException e) {
      throw new UserErrorException("%s: key '%s': %s".formatted(file, key, e.getMessage()), e);
    }
  }

  static boolean isAddress(String text) {
    try {
      URI uri = new URI(text);
      // Not the host, which is none to Java if there is an underscore in it.
      return uri.getRawAuthority() != null && String.valueOf(uri.getScheme()).matches("https?");
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
