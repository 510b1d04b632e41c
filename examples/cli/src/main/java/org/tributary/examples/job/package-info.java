/**
 * The work behind the commands: labelled files, training, the facts about saved models, and their
 * evaluation.
 */
package org.tributary.examples.job;
