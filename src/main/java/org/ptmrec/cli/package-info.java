/** The command line: one file per command. Nothing else prints to standard output. */
@org.jspecify.annotations.NullMarked
package org.ptmrec.cli;
