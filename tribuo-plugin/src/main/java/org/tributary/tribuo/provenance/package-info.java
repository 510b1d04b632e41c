/** The training of a model: values of its provenance, and a summary of each epoch. */
package org.tributary.tribuo.provenance;
