/**
 * Flink clusters: processes of one on this machine, and what is asked of any over its REST
 * interface.
 */
package org.ptmrec.cluster;
