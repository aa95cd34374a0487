/** What others are told of runs: lineage events in the format of OpenLineage. */
package org.ptmrec.observe;
