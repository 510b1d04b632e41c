package org.tributary.examples.tour;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.examples.corpus.TaggedCorpus;
import org.tributary.examples.files.OutputFile;
import org.tributary.tagger.TaggedSentence;

/**
 * The CoNLL-U files of the built-in corpus.
 *
 * @param train training file
 * @param dev development file
 * @param test test file
 */
record CorpusFiles(Path train, Path dev, Path test) {

  /** Writes the three files, {@code train.conllu} and so on, into an existing folder. */
  static CorpusFiles write(TaggedCorpus corpus, Path folder) throws IOException {
    CorpusFiles files =
        new CorpusFiles(
            folder.resolve("train.conllu"),
            folder.resolve("dev.conllu"),
            folder.resolve("test.conllu"));
    OutputFile.at(files.train).write(text(corpus.train()));
    OutputFile.at(files.dev).write(text(corpus.dev()));
    OutputFile.at(files.test).write(text(corpus.test()));
    return files;
  }

  private static String text(List<TaggedSentence> sentences) {
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
}
