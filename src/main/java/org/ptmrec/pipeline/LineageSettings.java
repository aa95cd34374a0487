package org.ptmrec.pipeline;

import java.util.Optional;

/**
 * Who is told of a pipeline's runs, beside the run's own folder.
 *
 * @param namespace of the jobs, in OpenLineage's sense
 * @param url of an OpenLineage endpoint; references to the environment are not resolved
 * @param apiKey a reference to the environment
 */
public record LineageSettings(String namespace, Optional<String> url, Optional<String> apiKey) {}
