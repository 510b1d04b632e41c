/** A small part-of-speech tagger for English. */
module org.tributary.models.en {
  requires transitive org.tributary.model;

  exports org.tributary.models.en;
}
