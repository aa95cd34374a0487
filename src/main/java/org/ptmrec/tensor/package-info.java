/**
 * Reverse-mode differentiation over ND4J matrices. An operation is a static method in the file of
 * its kind, with its forward and its vector-Jacobian product side by side; {@link
 * org.ptmrec.tensor.Tape} records them; {@link org.ptmrec.tensor.Kernels} does the arithmetic, on
 * CPU or on whatever ND4J runs on.
 */
package org.ptmrec.tensor;
