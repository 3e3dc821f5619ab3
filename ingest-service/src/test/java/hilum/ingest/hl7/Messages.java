package hilum.ingest.hl7;

/** HL7 messages as senders write them; the people in them are made up. */
public final class Messages {
    private Messages() {}

    /** An ORU^R01 with a chest radiograph, one OBX a line. */
    public static String oru(String version) {
        return oru(version, "MSG-1", "7795083167", "F", "20180711213249");
    }

    public static String oru(
            String version, String controlId, String accession, String status, String time) {
        return String.join(
                        "\r",
                        "MSH|^~\\&|SOMERIS|ABCHOSP|HILUM|RESEARCH|%s||ORU^R01|%s|P|%s"
                                .formatted(time, controlId, version),
                        "PID|1||ABC451085^^^ABC^MR~EPIC4485844^^^EPIC^MRN||MARTINEZ^ALFRED^DAVID||19300126|M|||123 STREET^^SPRINGFIELD^MO^61111||(555)555-5555",
                        "PV1||O|ABC RAD5||||D7823238^HUNT^APRIL^M.^M.D.",
                        "ORC|RE|7892848^SYS|%s".formatted(accession),
                        "OBR|1|7892848^SYS|%s|IMG1259^XR CHEST 1 VIEW^UNKDEV|||20180707102354|||||||||D7823236^BARAJAS^JOSEPH||||||%s||CR|%s|||||||D7823237&REESE&AMBER"
                                .formatted(accession, time, status),
                        "OBX|1|TX|&GDT|1|EXAMINATION: Chest radiograph||||||%s".formatted(status),
                        "OBX|2|TX|&GDT|1|FINDINGS: The lungs are clear without||||||%s"
                                .formatted(status),
                        "OBX|3|TX|&GDT|1|consolidation. No pleural effusion.||||||%s"
                                .formatted(status),
                        "OBX|4|TX|&IMP|2|IMPRESSION: ||||||%s".formatted(status),
                        "OBX|5|TX|&IMP|2|No acute disease.||||||%s".formatted(status),
                        "OBX|6|TX|&IMP|2|Dictated by: Amber Reese Interpreter, M.D.||||||%s"
                                .formatted(status))
                + "\r";
    }

    /** With other text in its observations. */
    static String withText(String... observations) {
        String head = oru("2.5.1").split("\rOBX", 2)[0];
        StringBuilder message = new StringBuilder(head);
        for (String each : observations) {
            message.append('\r').append(each);
        }
        return message.append('\r').toString();
    }

    static String mdm(String event) {
        return String.join(
                        "\r",
                        "MSH|^~\\&|SOMERIS|ABCHOSP|HILUM|RESEARCH|20240102030405||MDM^%s|DOC-1|P|2.5"
                                .formatted(event),
                        "EVN|%s|20240102030405".formatted(event),
                        "PID|1||ABC451085^^^ABC^MR||MARTINEZ^ALFRED^DAVID",
                        "PV1|1|O",
                        "TXA|1|CHEST^CR CHEST 2 VIEWS|TX|20240101120000||20240102030000|||D7823237^REESE^AMBER|||DOC77||PL99|ACC99||AU||AV",
                        "OBX|1|FT|||FINDINGS:\\.br\\Small left effusion.\\.br\\IMPRESSION: Effusion.||||||F")
                + "\r";
    }

    static String adt(String event) {
        return String.join(
                        "\r",
                        "MSH|^~\\&|ADT|ABCHOSP|HILUM|RESEARCH|20240102030405||ADT^%s|ADT-1|P|2.4"
                                .formatted(event),
                        "EVN|%s|20240102030405".formatted(event),
                        "PID|1||ABC451085^^^ABC^MR||MARTINEZ^ALFRED^DAVID",
                        "MRG|ABC451000^^^ABC^MR")
                + "\r";
    }
}
