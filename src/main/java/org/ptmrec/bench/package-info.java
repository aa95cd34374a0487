/** Measurements of this program on this machine: what {@code ptmrec bench} prints. */
package org.ptmrec.bench;
