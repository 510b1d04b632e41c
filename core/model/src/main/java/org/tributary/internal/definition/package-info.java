/**
 * The serialized settings of a tagger's definition, which both file formats embed, the formats that
 * a file can have, and files of pretrained vectors beside it.
 */
package org.tributary.internal.definition;
