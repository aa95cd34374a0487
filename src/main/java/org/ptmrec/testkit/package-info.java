/**
 * For tests of pipelines that use the transforms: a model folder, pictures and a server of them,
 * all small, offline and the same for the same seed. The program itself uses none of it.
 */
package org.ptmrec.testkit;
