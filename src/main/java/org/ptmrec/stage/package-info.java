/**
 * One file per stage: its inputs, outputs, parameters and how its transforms are wired. Nothing
 * else. What a stage is made of ({@link org.ptmrec.stage.Stage}, {@link org.ptmrec.stage.Param},
 * {@link org.ptmrec.stage.Output}) is here too, so that a stage needs no other package to declare
 * itself.
 */
package org.ptmrec.stage;
