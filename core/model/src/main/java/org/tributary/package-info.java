/**
 * Recurrent sequence models with PyTorch's semantics: what all packages share. Packages named
 * {@code internal} are not part of the API: they change without notice.
 */
package org.tributary;
