import QtQuick

// When something was, in local time and as the language of the screen writes it. The store has UTC, ISO 8601.
QtObject {
    readonly property string dayFormat: qsTr("yyyy-MM-dd", "date")

    function dateTime(utc: string): string {
        return utc === "" ? "" : Qt.formatDateTime(new Date(utc), qsTr("yyyy-MM-dd HH:mm", "date and time"))
    }

    function date(utc: string): string {
        return utc === "" ? "" : Qt.formatDateTime(new Date(utc), dayFormat)
    }

    // A day as the store has it, YYYY-MM-DD of local time.
    function day(local: string): string {
        const [year, month, dayOfMonth] = local.split("-").map(Number)
        return Qt.formatDate(new Date(year, month - 1, dayOfMonth), dayFormat)
    }

    // The time of today, the date of any other day.
    function timeOrDate(utc: string): string {
        const when = new Date(utc)
        return when.toDateString() === new Date().toDateString() ? Qt.formatDateTime(when, qsTr("HH:mm", "time")) : date(utc)
    }
}
