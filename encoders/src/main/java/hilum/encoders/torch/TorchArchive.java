package hilum.encoders.torch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The file format in which libtorch takes a program: a zip of its text and of one pickled object of
 * its main class.
 *
 * <p>Written from what {@code torch.jit.save} writes. libtorch reads no compressed entries.
 */
final class TorchArchive {
    private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};
    private static final byte[] PICKLE_2 = {(byte) 0x80, 2};

    private TorchArchive() {}

    static byte[] of(String main, Map<String, ?> configuration, ProgramText text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "data.pkl", object(main, configuration));
            for (Map.Entry<String, String> file : new TreeMap<>(text.files()).entrySet()) {
                put(
                        zip,
                        "code/__torch__/" + file.getKey() + ".py",
                        (file.getValue() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            put(zip, "constants.pkl", EMPTY_TUPLE);
            put(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The pickle of an object of the class with its attributes. */
    private static byte[] object(String main, Map<String, ?> configuration) throws IOException {
        int dot = main.lastIndexOf('.');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(PICKLE_2);
        out.writeBytes(
                "c__torch__."
                        + main.substring(0, dot)
                        + "\n"
                        + main.substring(dot + 1)
                        + "\n)\u0081}(");
        Map<String, Object> state = new TreeMap<>(configuration);
        state.put("training", false);
        for (Map.Entry<String, Object> attribute : state.entrySet()) {
            byte[] name = attribute.getKey().getBytes(StandardCharsets.UTF_8);
            out.write('X');
            out.writeInt(Integer.reverseBytes(name.length));
            out.write(name);
            switch (attribute.getValue()) {
                case Boolean flag -> out.write(flag ? 0x88 : 0x89);
                case Integer number -> {
                    out.write('J');
                    out.writeInt(Integer.reverseBytes(number));
                }
                case Double number -> {
                    out.write('G');
                    out.writeDouble(number);
                }
                default ->
                        throw new IllegalArgumentException(
                                "The attribute %s of %s is a %s: use Integer, Double or Boolean"
                                        .formatted(
                                                attribute.getKey(),
                                                main,
                                                attribute.getValue().getClass().getSimpleName()));
            }
        }
        out.writeBytes("ub.");
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] data) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(data);
        ZipEntry entry = new ZipEntry("program/" + name);
        entry.setSize(data.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(data);
    }
}
