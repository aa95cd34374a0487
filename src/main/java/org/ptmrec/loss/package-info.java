/**
 * The paper's losses and those of its recommenders, one equation a file, as plain mathematics on
 * {@code Var}s.
 */
package org.ptmrec.loss;
