package hilum.synthetic;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A digital radiograph as a modality writes it: DICOM Part 10 (PS3.10), explicit VR little endian,
 * Digital X-Ray Image Storage for presentation, 8 bits MONOCHROME2, frontal (PA).
 */
public final class DicomFile {
    private static final String IMAGE_CLASS = "1.2.840.10008.5.1.4.1.1.1.1";
    private static final String EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
    private static final int PREAMBLE = 128;
    private static final int INSTANCE = 0x00080018;

    private final SortedMap<Integer, Element> elements = new TreeMap<>();

    /** A value in its bytes, with its type. */
    private record Element(String type, byte[] value) {}

    private DicomFile() {}

    /**
     * A radiograph with its header.
     *
     * @param header what the modality knows of patient and order, by tag (group and element), with
     *     its type and text
     */
    public static byte[] of(BufferedImage image, Map<Integer, Text> header) {
        DicomFile file = new DicomFile();
        file.text(0x00080016, "UI", IMAGE_CLASS);
        file.text(INSTANCE, "UI", uid());
        file.text(0x0020000D, "UI", uid());
        file.text(0x0020000E, "UI", uid());
        file.text(0x00080005, "CS", "ISO_IR 192");
        file.text(0x00080060, "CS", "DX");
        file.text(0x00080068, "CS", "FOR PRESENTATION");
        file.text(0x00080008, "CS", "ORIGINAL\\PRIMARY");
        file.text(0x00180015, "CS", "CHEST");
        file.text(0x00185101, "CS", "PA");
        file.text(0x00280301, "CS", "NO");
        file.text(0x00280004, "CS", "MONOCHROME2");
        file.number(0x00280002, 1);
        file.number(0x00280010, image.getHeight());
        file.number(0x00280011, image.getWidth());
        file.number(0x00280100, 8);
        file.number(0x00280101, 8);
        file.number(0x00280102, 7);
        file.number(0x00280103, 0);
        header.forEach((tag, text) -> file.text(tag, text.type(), text.value()));
        file.elements.put(0x7FE00010, new Element("OB", grey(image)));
        return file.bytes();
    }

    /**
     * A header's value.
     *
     * @param type value representation: PN, LO, DA, SH and their like
     */
    public record Text(String type, String value) {}

    private static byte[] grey(BufferedImage image) {
        Raster raster = image.getRaster();
        byte[] pixels = new byte[image.getWidth() * image.getHeight()];
        for (int y = 0, at = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                pixels[at++] = (byte) raster.getSample(x, y, 0);
            }
        }
        return pixels;
    }

    /** By the number of a random UUID (PS3.5, B.2). */
    private static String uid() {
        UUID uuid = UUID.randomUUID();
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return "2.25." + new BigInteger(1, bytes.array());
    }

    private void text(int tag, String type, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        boolean odd = bytes.length % 2 == 1;
        byte[] even = java.util.Arrays.copyOf(bytes, bytes.length + (odd ? 1 : 0));
        if (odd) {
            even[even.length - 1] = (byte) (type.equals("UI") ? 0 : ' ');
        }
        elements.put(tag, new Element(type, even));
    }

    private void number(int tag, int value) {
        elements.put(tag, new Element("US", little(2).putShort((short) value).array()));
    }

    private byte[] bytes() {
        DicomFile meta = new DicomFile();
        meta.elements.put(0x00020001, new Element("OB", new byte[] {0, 1}));
        meta.text(0x00020002, "UI", IMAGE_CLASS);
        meta.elements.put(0x00020003, elements.get(INSTANCE));
        meta.text(0x00020010, "UI", EXPLICIT_LITTLE_ENDIAN);
        meta.text(0x00020012, "UI", uid());
        byte[] rest = meta.encoded();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[PREAMBLE]);
        out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        DicomFile length = new DicomFile();
        length.elements.put(0x00020000, new Element("UL", little(4).putInt(rest.length).array()));
        out.writeBytes(length.encoded());
        out.writeBytes(rest);
        out.writeBytes(encoded());
        return out.toByteArray();
    }

    private byte[] encoded() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        elements.forEach(
                (tag, element) -> {
                    boolean large = element.type().equals("OB");
                    ByteBuffer head = little(large ? 12 : 8);
                    head.putShort((short) (tag >>> 16)).putShort((short) (int) tag);
                    head.put(element.type().getBytes(StandardCharsets.US_ASCII));
                    if (large) {
                        head.putShort((short) 0).putInt(even(element.value().length));
                    } else {
                        head.putShort((short) element.value().length);
                    }
                    out.writeBytes(head.array());
                    out.writeBytes(
                            java.util.Arrays.copyOf(element.value(), even(element.value().length)));
                });
        return out.toByteArray();
    }

    private static int even(int length) {
        return length + length % 2;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
