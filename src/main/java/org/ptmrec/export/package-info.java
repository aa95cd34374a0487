/** Records of artifacts in the formats of other programs. */
package org.ptmrec.export;
