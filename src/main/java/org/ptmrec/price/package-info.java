/** What a pipeline will take before it is run: time, memory and bytes of every stage. */
package org.ptmrec.price;
