/**
 * From a pipeline file to published artifacts: reading it strictly, deciding what is fresh and why
 * not, running the stages that are left.
 */
package org.ptmrec.pipeline;
