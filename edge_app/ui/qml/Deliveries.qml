import QtQuick

// Where an exam has arrived, in words. Values of `stored_rows.delivery_row`.
QtObject {
    id: deliveries
    readonly property Dates dates: Dates {}

    function isOutstanding(row: var): bool { return ["due", "waiting", "outdated"].includes(row.state) }

    // What is to be done elsewhere once an exam is given to another patient.
    function afterReassignment(row: var): string {
        switch (row.state) {
        case "delivered": case "started": case "outdated": return row.title === "" ? qsTr("A stick keeps it under the earlier patient: export it there again.") : elsewhere(row)
        case "waiting": return qsTr("It is sent with the new patient from now on.")
        default: return ""
        }
    }

    function elsewhere(row: var): string { return qsTr("%1 keeps it under the earlier patient: have it deleted there, then send it again.").arg(row.title) }

    function of(row: var): string {
        const when = dates.timeOrDate(row.at)
        switch (row.state) {
        case "due": return qsTr("Not delivered")
        case "waiting": return row.reason === "" ? qsTr("Not delivered, is being sent") : qsTr("Not delivered: %1").arg(why(row))
        case "delivered": return row.title === "" ? qsTr("On a stick, %1").arg(when) : qsTr("Delivered to %1, %2").arg(row.title).arg(when)
        case "outdated": return row.title === "" ? qsTr("On a stick under an earlier patient") : qsTr("Sent to %1 under an earlier patient").arg(row.title)
        case "started": return qsTr("Exported %1, arrival not recorded").arg(when)
        default: return qsTr("Only on this device")
        }
    }

    function why(row: var): string {
        switch (row.reason) {
        case "server silent": return qsTr("%1 does not respond").arg(row.title)
        case "server refused": return qsTr("%1 did not store everything").arg(row.title)
        case "server lost": return qsTr("connection to %1 lost").arg(row.title)
        case "server not secure": return qsTr("no encrypted connection to %1").arg(row.title)
        default: return qsTr("sending failed")
        }
    }
}
