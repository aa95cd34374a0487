package org.ptmrec.pipeline;

/** How large a pipeline file says that its dataset is, before anybody has read it. */
public record ExpectedSize(int users, int items, int interactions) {}
