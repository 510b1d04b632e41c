/** The work behind the commands: labelled files, training, and the facts about saved models. */
package org.tributary.examples.job;
