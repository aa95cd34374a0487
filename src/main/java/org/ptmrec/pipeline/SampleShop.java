package org.ptmrec.pipeline;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ptmrec.sample.SampleCatalogue;
import org.ptmrec.sample.SampleServer;

/**
 * The generated catalogue of a pipeline file with a block {@code catalogue}: made before anything
 * is planned, and served over HTTP on the loopback interface once a stage asks for {@code
 * ${catalogue:url}}.
 */
public final class SampleShop implements AutoCloseable {
  static final String REFERENCE = "catalogue";

  private final @Nullable Path folder;
  private @Nullable SampleServer server;

  private SampleShop(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Makes the catalogue, unless the folder already holds it; nothing without such a block. */
  public static SampleShop open(PipelineSpec pipeline) {
    if (pipeline.catalogue().isEmpty()) {
      return new SampleShop(null);
    }
    Settings settings = pipeline.catalogue().get();
    Path folder = Path.of(settings.get(PipelineKeys.CATALOGUE_FOLDER));
    SampleCatalogue.create()
        .withUsers(settings.get(PipelineKeys.CATALOGUE_USERS))
        .withItems(settings.get(PipelineKeys.CATALOGUE_ITEMS))
        .withSeed(settings.get(PipelineKeys.CATALOGUE_SEED))
        .generate(folder);
    SampleShop shop = new SampleShop(folder);
    pipeline
        .references()
        .register(REFERENCE, key -> key.equals("url") ? shop.url() : Optional.empty());
    return shop;
  }

  private synchronized Optional<String> url() {
    if (folder == null) {
      return Optional.empty();
    }
    SampleServer started = server;
    if (started == null) {
      started = SampleServer.start(folder);
      server = started;
    }
    return Optional.of(started.url());
  }

  @Override
  public synchronized void close() {
    SampleServer started = server;
    if (started != null) {
      started.close();
      server = null;
    }
  }
}
