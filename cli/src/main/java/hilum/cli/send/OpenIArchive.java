package hilum.cli.send;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Open-I's archive of chest X-ray reports as published: one XML file a study. Read in memory and
 * never unpacked, so that no entry can leave a folder; document types and entities are refused, so
 * that no file can read another.
 */
final class OpenIArchive {
    /** Site of these studies. */
    static final String SITE = "openi";

    private static final int LARGEST_FILE = 1 << 20;
    private static final Map<String, String> SECTIONS =
            Map.of(
                    "COMPARISON", "comparison",
                    "INDICATION", "indication",
                    "FINDINGS", "findings",
                    "IMPRESSION", "impression");

    private OpenIArchive() {}

    /**
     * Studies by their number; those with neither findings nor impression and unreadable ones are
     * skipped.
     */
    static StudySource read(Path archive, String site) throws IOException {
        SortedMap<Integer, Submission> byNumber = new TreeMap<>();
        List<String> skipped = new ArrayList<>();
        try (TarArchiveInputStream tar = open(archive)) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                if (!entry.isFile() || !entry.getName().endsWith(".xml")) {
                    continue;
                }
                try {
                    ObjectNode report = report(content(tar, entry));
                    int number = Integer.parseInt(report.path("id").asText().replaceAll("\\D", ""));
                    byNumber.put(number, new Submission(report.put("site", site), List.of()));
                } catch (IllegalArgumentException e) {
                    skipped.add("%s: %s".formatted(entry.getName(), e.getMessage()));
                }
            }
        } catch (IOException e) {
            throw Failure.failed(
                    "%s cannot be read to its end (%s): fetch it again", archive, e.getMessage());
        }
        return new StudySource(List.copyOf(byNumber.values()), skipped);
    }

    private static TarArchiveInputStream open(Path archive) throws IOException {
        return new TarArchiveInputStream(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive))));
    }

    private static byte[] content(InputStream tar, TarArchiveEntry entry) throws IOException {
        if (entry.getSize() > LARGEST_FILE) {
            throw new IllegalArgumentException("%d bytes are no report".formatted(entry.getSize()));
        }
        return tar.readAllBytes();
    }

    /**
     * The report of one file, without site.
     *
     * @throws IllegalArgumentException if the file is no report, has a document type, or says
     *     nothing
     */
    static ObjectNode report(byte[] xml) {
        ObjectNode report = Output.JSON.createObjectNode();
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new IllegalArgumentException("has a document type, which is refused");
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    take(reader, report);
                }
            }
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException(
                    "is no XML at line %d"
                            .formatted(
                                    e.getLocation() == null ? 0 : e.getLocation().getLineNumber()),
                    e);
        }
        if (!report.path("id").asText().matches("CXR\\d+")) {
            throw new IllegalArgumentException("has no study id");
        }
        if (!report.has("findings") && !report.has("impression")) {
            throw new IllegalArgumentException("has neither findings nor impression");
        }
        return report;
    }

    private static void take(XMLStreamReader reader, ObjectNode report) throws XMLStreamException {
        if (reader.getLocalName().equals("uId")) {
            report.put("id", reader.getAttributeValue(null, "id"));
        } else if (reader.getLocalName().equals("AbstractText")) {
            Optional<String> section =
                    Optional.ofNullable(reader.getAttributeValue(null, "Label"))
                            .map(label -> SECTIONS.get(label.toUpperCase(Locale.ROOT)));
            String text = reader.getElementText().strip();
            if (section.isPresent() && !text.isEmpty()) {
                report.put(section.get(), text);
            }
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }
}
