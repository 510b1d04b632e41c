package org.tributary.examples.troubleshooting;

import static org.tributary.examples.troubleshooting.TroubleshootingPage.ELLIPSIS;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Error messages in Java sources: their string expressions, by wording. */
final class SourceMessages {
  /** The words of an error; other texts are formats, names and help. */
  private static final Pattern ERROR =
      Pattern.compile(
          "\\bexpected |\\bcannot |no such |\\bis not |\\bmay not |\\bdoes not |\\bhas changed"
              + "|ends early|there is no |\\bdiffers\\b|out of memory|\\bclosed\\b|\\bstopped\\b"
              + "|diverged|interrupted|was asked for");

  /** The end of a message on an argument that a program forgot. */
  private static final String NO_ARGUMENT = "got null";

  private static final Pattern LETTER = Pattern.compile("\\p{L}");
  private static final Pattern VALUE = Pattern.compile("%[-#,0-9.+]*[a-zA-Z]");

  /**
   * An error message.
   *
   * @param file the name of its source file
   * @param text the message with an ellipsis instead of each value
   */
  record Message(String file, String text) {
    /** Returns the message before its cure, without the names of file, line and option. */
    String head() {
      int cure = text.indexOf("; ");
      return TroubleshootingPage.withoutName(cure < 0 ? text : text.substring(0, cure));
    }
  }

  private SourceMessages() {}

  /** Returns the error messages of a file, or of all Java files in a folder. */
  static List<Message> of(Path source) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(source)) {
      files =
          all.filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.endsWith("package-info.java"))
              .sorted()
              .toList();
    }
    List<Message> messages = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      for (CompilationUnitTree unit : task.parse()) {
        Path file = Path.of(unit.getSourceFile().toUri());
        Texts texts = new Texts();
        texts.scan(unit, null);
        texts.all.stream()
            .filter(text -> ERROR.matcher(text).find() && !text.endsWith(NO_ARGUMENT))
            .map(text -> new Message(file.getFileName().toString(), text))
            .filter(message -> LETTER.matcher(message.head()).find()) // else the end of another
            .forEach(messages::add);
      }
    }
    return messages;
  }

  /** The strings of a source: each literal or concatenation outside of an annotation. */
  private static final class Texts extends TreeScanner<Void, Void> {
    private final List<String> all = new ArrayList<>();

    @Override
    public Void visitAnnotation(AnnotationTree annotation, Void none) {
      return null;
    }

    @Override
    public Void visitBinary(BinaryTree binary, Void none) {
      Optional<String> text = text(binary);
      text.ifPresent(all::add);
      return text.isPresent() ? null : super.visitBinary(binary, null);
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void none) {
      text(literal).ifPresent(all::add);
      return null;
    }

    /** Returns the text of a string expression; empty if the expression is none. */
    private Optional<String> text(ExpressionTree expression) {
      if (expression instanceof LiteralTree literal && literal.getValue() instanceof String text) {
        return Optional.of(
            VALUE.matcher(text).replaceAll(ELLIPSIS).replaceAll("\\{\\d}", ELLIPSIS));
      }
      if (expression.getKind() != Tree.Kind.PLUS) {
        return Optional.empty();
      }
      BinaryTree sum = (BinaryTree) expression;
      Optional<String> left = text(sum.getLeftOperand());
      Optional<String> right = text(sum.getRightOperand());
      return left.isEmpty() && right.isEmpty()
          ? Optional.empty()
          : Optional.of(
              valueOr(left, sum.getLeftOperand()) + valueOr(right, sum.getRightOperand()));
    }

    private String valueOr(Optional<String> text, ExpressionTree operand) {
      if (text.isEmpty()) {
        scan(operand, null); // such as a conditional between two texts
      }
      return text.orElse(ELLIPSIS);
    }
  }
}
