package hilum.ingest.fhir.document;

import com.rtfparserkit.parser.RtfListenerAdaptor;
import com.rtfparserkit.parser.RtfStreamSource;
import com.rtfparserkit.parser.standard.StandardRtfParser;
import com.rtfparserkit.rtf.Command;
import com.rtfparserkit.rtf.CommandType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of an RTF document as they are shown: without font tables, pictures and fields' codes,
 * and without what is hidden or was deleted while changes were tracked.
 */
final class RtfText extends RtfListenerAdaptor {
    /** The parser reserves what such a command announces before it reads any of it. */
    private static final Pattern LARGE_BINARY = Pattern.compile("\\\\bin\\d{8}");

    private static final int DEEPEST = 1_000;
    private static final Set<Command> SHOWN =
            Set.of(Command.rtf, Command.pntext, Command.listtext, Command.field, Command.fldrslt);

    /**
     * Where the reader is.
     *
     * @param shown whether words here are part of the document's text
     * @param hidden whether they are marked as hidden or deleted
     */
    private record Place(boolean shown, boolean hidden) {}

    private final StringBuilder text = new StringBuilder();
    private final Deque<Place> outer = new ArrayDeque<>();
    private Place place = new Place(true, false);

    private RtfText() {}

    static String read(byte[] document) throws DocumentText.Unreadable {
        if (LARGE_BINARY.matcher(new String(document, StandardCharsets.ISO_8859_1)).find()) {
            throw new DocumentText.Unreadable(
                    "is RTF that announces more bytes than it has: send it as plain text");
        }
        RtfText words = new RtfText();
        try {
            new StandardRtfParser()
                    .parse(new RtfStreamSource(new ByteArrayInputStream(document)), words);
        } catch (IOException | RuntimeException e) {
            throw new DocumentText.Unreadable("is RTF that can't be read: send it as plain text");
        }
        return words.text.toString();
    }

    @Override
    public void processGroupStart() {
        if (outer.size() >= DEEPEST) {
            throw new IllegalStateException("RTF nested deeper than " + DEEPEST);
        }
        outer.push(place);
    }

    @Override
    public void processGroupEnd() {
        place = outer.pop();
    }

    @Override
    public void processString(String words) {
        if (place.shown() && !place.hidden()) {
            text.append(words);
        }
    }

    @Override
    public void processCommand(
            Command command, int parameter, boolean hasParameter, boolean optional) {
        switch (command) {
            case par, line, sect, page, row, softline, nestrow -> processString("\n");
            case tab, cell, nestcell -> processString("\t");
            case v, deleted -> place = new Place(place.shown(), !hasParameter || parameter != 0);
            case plain -> place = new Place(place.shown(), false);
            // Left to the listener only where the destination behind it is not known.
            case optionalcommand -> place = new Place(false, place.hidden());
            default -> {
                if (command.getCommandType() == CommandType.Destination) {
                    place = new Place(place.shown() && SHOWN.contains(command), place.hidden());
                }
            }
        }
    }
}
