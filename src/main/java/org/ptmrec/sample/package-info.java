/**
 * The quickstart's data, made by the project itself: a small shop whose product pictures are drawn,
 * whose texts come from a grammar, and whose shoppers follow planted tastes. Everything depends on
 * a seed alone: no font, clock, locale or machine.
 */
package org.ptmrec.sample;
