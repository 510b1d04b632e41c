/**
 * The serialized settings of a tagger's definition, which both file formats embed, and the formats
 * that a file can have.
 */
package org.tributary.internal.definition;
