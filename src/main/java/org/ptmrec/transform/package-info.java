/**
 * The Beam face of the packages that are pure mathematics: training, tuning and evaluation of
 * recommenders as transforms, usable in anyone's pipeline. Their results depend on data,
 * hyper-parameters and seed alone.
 */
package org.ptmrec.transform;
