/**
 * A sequence tagger: its definition, its network, its training and the trained tagger. Imports
 * everything above.
 */
package org.tributary.tagger;
