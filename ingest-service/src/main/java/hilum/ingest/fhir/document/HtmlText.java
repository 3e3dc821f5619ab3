package hilum.ingest.fhir.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/**
 * What a reader sees of an HTML page, a line for each block. Nothing is loaded or run; scripts,
 * styles and the head are left out.
 */
final class HtmlText implements NodeVisitor {
    /** The parser looks this far up for many a tag. */
    private static final int DEEPEST = 100;

    private static final Set<String> UNSEEN =
            Set.of("head", "script", "style", "template", "noscript", "title", "svg", "object");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\u00a0]+");
    private static final Pattern BLANK_LINES = Pattern.compile("\\n\\s*\\n");
    private static final Set<String> CELLS = Set.of("td", "th");

    private final StringBuilder text = new StringBuilder();

    private HtmlText() {}

    /** The text; empty when the page shows none. */
    static String read(byte[] page, Optional<Charset> charset) throws DocumentText.Unreadable {
        try {
            Document document =
                    Jsoup.parse(
                            new ByteArrayInputStream(page),
                            charset.map(Charset::name).orElse(null),
                            "",
                            Parser.htmlParser().setMaxDepth(DEEPEST));
            document.select(String.join(",", UNSEEN)).remove();
            HtmlText seen = new HtmlText();
            NodeTraversor.traverse(seen, document);
            return BLANK_LINES.matcher(seen.text).replaceAll("\n\n");
        } catch (IOException | RuntimeException e) {
            throw new DocumentText.Unreadable("is HTML that can't be read: send it as plain text");
        }
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode words) {
            append(words);
        } else if (node instanceof Element element) {
            if (CELLS.contains(element.normalName())) {
                blank();
            } else if (element.normalName().equals("br") || element.isBlock()) {
                breakLine(element.normalName().equals("br"));
            }
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (node instanceof Element element
                && element.isBlock()
                && !CELLS.contains(element.normalName())) {
            breakLine(false);
            if (element.normalName().equals("p")) {
                breakLine(true);
            }
        }
    }

    private void append(TextNode words) {
        boolean asWritten =
                words.parent() instanceof Element parent && parent.closest("pre") != null;
        if (asWritten) {
            text.append(words.getWholeText());
            return;
        }
        String line = BLANKS.matcher(words.getWholeText()).replaceAll(" ");
        text.append(atLineStart() ? line.stripLeading() : line);
    }

    private boolean atLineStart() {
        return text.isEmpty()
                || text.charAt(text.length() - 1) == '\n'
                || text.charAt(text.length() - 1) == ' ';
    }

    private void breakLine(boolean always) {
        boolean open = !text.isEmpty() && text.charAt(text.length() - 1) != '\n';
        if (open || always && !text.isEmpty()) {
            text.append('\n');
        }
    }

    private void blank() {
        if (!atLineStart()) {
            text.append(' ');
        }
    }
}
