/** How good a ranking is: metrics, full ranking over the catalogue, baselines. Mathematics only. */
package org.ptmrec.evaluate;
