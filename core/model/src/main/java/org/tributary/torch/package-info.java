/** Taggers of PyTorch: their weights and vocabularies as word taggers, and back. */
package org.tributary.torch;
