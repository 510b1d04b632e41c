package org.tributary.examples.corpus;

import java.util.List;
import org.tributary.tagger.TaggedSentence;

/** The text of sentences in file formats. */
public final class CorpusText {

  private CorpusText() {}

  /**
   * Returns sentences as CoNLL-U, with their labels as UPOS.
   *
   * @param sentences tagged sentences
   * @return the content of a file
   */
  public static String conllu(List<TaggedSentence> sentences) {
    StringBuilder text = new StringBuilder();
    for (TaggedSentence sentence : sentences) {
      text.append("# text = ").append(String.join(" ", sentence.tokens())).append('\n');
      for (int i = 0; i < sentence.tokens().size(); i++) {
        text.append(i + 1)
            .append('\t')
            .append(sentence.tokens().get(i))
            .append("\t_\t")
            .append(sentence.labels().get(i))
            .append("\t_\t_\t_\t_\t_\t_\n");
      }
      text.append('\n');
    }
    return text.toString();
  }

  /**
   * Returns sentences as columns, the format of CoNLL-2003: a token and its label on each line, an
   * empty line after each sentence.
   *
   * @param sentences tagged sentences
   * @return the content of a file
   */
  public static String columns(List<TaggedSentence> sentences) {
    StringBuilder text = new StringBuilder();
    for (TaggedSentence sentence : sentences) {
      for (int i = 0; i < sentence.tokens().size(); i++) {
        text.append(sentence.tokens().get(i)).append('\t').append(sentence.labels().get(i));
        text.append('\n');
      }
      text.append('\n');
    }
    return text.toString();
  }
}
