/**
 * What is on disk: artifacts, their manifests and digests, how they are published whole or not at
 * all, and how record files are written so that every runner writes equal bytes.
 */
package org.ptmrec.artifact;
