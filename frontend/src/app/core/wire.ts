// Generated from the OpenAPI document by `npm run wire`; do not edit.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export type components = {
    schemas: {
        AccessChange: {
            is_active: boolean;
            /** @enum {string} */
            rol: "cliente" | "seller" | "cashier" | "coordinator" | "scanner";
        };
        AccessChanged: {
            message: string;
            usuario: components["schemas"]["User"];
        };
        Account: {
            appType: string;
            /** Format: date-time */
            createdAt: string;
            environment: string;
            id: string;
            isActive: boolean;
            isConnected: boolean;
            isTokenExpiringSoon: boolean;
            lastError: string | null;
            /** Format: date-time */
            lastRefreshAt: string | null;
            mpUserId: string;
            needsReauthorization: boolean;
            nickname: string | null;
            publicKey: string | null;
            scope: string | null;
            siteId: string | null;
            tenantId: number;
            /** Format: date-time */
            tokenExpiresAt: string | null;
            /** Format: date-time */
            updatedAt: string;
        };
        AccountChanged: {
            appType: string;
            message: string;
            success: boolean;
        };
        Accounts: {
            online: components["schemas"]["Account"] | null;
            point: components["schemas"]["Account"] | null;
            qr: components["schemas"]["Account"] | null;
        };
        Acknowledgement: {
            /** @enum {string} */
            status: "ok" | "ignored";
        };
        Activated: {
            backup_codes: string[];
            message: string;
            note: string;
        };
        ActiveSubscription: {
            empresa: components["schemas"]["Company"];
            message: string;
            plan: components["schemas"]["Plan"] | null;
            servicios: components["schemas"]["IncludedService"][];
            suscripcion: components["schemas"]["LicensedRow"] | null;
            tiene_suscripcion_activa: boolean;
            total_servicios: number;
        };
        ApiKey: {
            activo: boolean;
            empresa_id: number;
            empresa_nombre: string;
            /** Format: date-time */
            fecha_creacion: string;
            /** Format: date-time */
            fecha_expiracion: string | null;
            id: number;
            nombre: string;
            prefijo: string;
            scopes: ("licencia" | "soporte" | "totem" | "ventas" | "entradas")[];
            /** Format: date-time */
            ultimo_uso: string | null;
        };
        ApiKeyChanged: {
            api_key: components["schemas"]["ApiKey"];
            message: string;
        };
        ApiKeyPage: {
            api_keys: components["schemas"]["ApiKey"][];
            page: number;
            pages: number;
            per_page: number;
            total: number;
        };
        AppType: {
            /**
             * @default POINT
             * @enum {string}
             */
            appType: "POINT" | "QR" | "ONLINE";
        };
        AuditEntry: {
            readonly accion: string;
            readonly antes: {
                [key: string]: unknown;
            } | null;
            api_key_id: number | null;
            readonly despues: {
                [key: string]: unknown;
            } | null;
            empresa_id: number | null;
            readonly entidad: string;
            entidad_id: string;
            /** Format: date-time */
            fecha: string;
            id: number;
            ip: string | null;
            /** @enum {string} */
            origen: "web" | "api" | "job" | "cli" | "webhook";
            usuario_id: number | null;
            usuario_nombre: string | null;
        };
        AuditPage: {
            auditoria: components["schemas"]["AuditEntry"][];
            page: number;
            pages: number;
            per_page: number;
            total: number;
        };
        Authorization: {
            appType: string;
            authorizationUrl: string;
        };
        AuthorizationAnswer: {
            data: components["schemas"]["Authorization"];
            success: boolean;
        };
        BackupCodes: {
            backup_codes: string[];
            message: string;
        };
        Bought: {
            message: string;
            /** @description null: nada que pagar */
            payment_url: string | null;
            suscripcion: components["schemas"]["OwnSubscription"];
        };
        Cashier: {
            external_id: string | null;
            id: number;
            name: string;
            qr: components["schemas"]["PrintedQr"];
            store_id: string | null;
        };
        Cashiers: {
            data: components["schemas"]["Cashier"][];
            success: boolean;
        };
        Challenge: {
            challenge_token: string;
            /**
             * @default [
             *       "totp",
             *       "backup_code"
             *     ]
             */
            otp_methods: unknown;
            /** @default true */
            requires_otp: unknown;
        };
        Changes: {
            /** @default null */
            cancelar_al_vencer: boolean | null;
            forma_pago: string | null;
            /** @default null */
            notas: string | null;
            /** @default null */
            renovacion_automatica: boolean | null;
        };
        Charge: {
            /** Format: decimal */
            amount: number;
            description?: string;
            externalReference?: string;
            pointOfSaleId: string;
            sale?: components["schemas"]["SaleDraft"];
        };
        Cities: {
            cities: components["schemas"]["City"][];
            country_code: string;
        };
        City: {
            name: string;
            population: number;
            state: string | null;
        };
        CodeSent: {
            email: string;
            expires_in_minutes: number;
            message: string;
        };
        CodeVerified: {
            message: string;
            remaining_seconds: number;
        };
        Company: {
            ciudad: string | null;
            contacto: string;
            /** Format: date-time */
            creado_en: string;
            estado: boolean;
            id: number;
            moneda: string;
            nit: string;
            nombre: string;
            pais: string | null;
            plan: string;
            zona_horaria: string;
        };
        CompanyAnswer: {
            empresa: components["schemas"]["OperatedCompany"];
            message: string;
        };
        CompanyBrief: {
            estado: boolean;
            id: number;
            nombre: string;
        };
        CompanyChange: {
            ciudad: string | null;
            contacto: string | null;
            moneda: string;
            nombre: string;
            pais: string | null;
            totem_raw_token: boolean;
            zona_horaria: string;
        };
        CompanyChanged: {
            empresa: components["schemas"]["CompanySettings"];
            message: string;
        };
        CompanyCounts: {
            activas: number;
            total: number;
        };
        CompanyDetail: {
            ciudad: string | null;
            contacto: string;
            /** Format: date-time */
            creado_en: string;
            estado: boolean;
            id: number;
            moneda: string;
            nit: string;
            nombre: string;
            notas: string | null;
            pais: string | null;
            plan: string;
            suscripciones: components["schemas"]["Subscription"][];
            usuarios_total: number;
            zona_horaria: string;
        };
        CompanyOverview: {
            ciudad: string | null;
            contacto: string;
            /** Format: date-time */
            creado_en: string;
            estado: boolean;
            id: number;
            moneda: string;
            nit: string;
            nombre: string;
            notas: string | null;
            pais: string | null;
            plan: string;
            suscripcion_activa: components["schemas"]["Subscription"] | null;
            zona_horaria: string;
        };
        CompanyReference: {
            id: number;
            nit: string;
            nombre: string;
        };
        CompanySettings: {
            ciudad: string | null;
            contacto: string;
            /** Format: date-time */
            creado_en: string;
            estado: boolean;
            id: number;
            moneda: string;
            nit: string;
            nombre: string;
            pais: string | null;
            plan: string;
            /** @description whether totems may ask for the Mercado Pago token; null: as the installation decides */
            totem_raw_token: boolean | null;
            zona_horaria: string;
        };
        Config: {
            data: components["schemas"]["Accounts"] | null;
            isConnected: boolean;
            isOnlineConnected: boolean;
            isPointConnected: boolean;
            isQrConnected: boolean;
            success: boolean;
        };
        Confirmation: {
            activation_token: string;
            otp_code: string;
        };
        CounterCashier: {
            code: string;
            id: string;
            mpQrExternalId: string | null;
            mpQrPosId: number | null;
        };
        CounterCashierAnswer: {
            data: components["schemas"]["CounterCashier"];
            success: boolean;
        };
        CounterTerminal: {
            code: string;
            id: string;
            mpDeviceId: string | null;
            mpDeviceName: string | null;
            name: string;
        };
        CounterTerminalAnswer: {
            data: components["schemas"]["CounterTerminal"];
            success: boolean;
        };
        Countries: {
            countries: components["schemas"]["Country"][];
        };
        Country: {
            code: string;
            name: string;
        };
        DailySummary: {
            /** Format: date */
            date: string;
            hourly: components["schemas"]["HourTotal"][];
            paymentsByMethod: components["schemas"]["MethodTotal"][];
            salesCount: number;
            topProducts: components["schemas"]["ProductTotal"][];
            /** Format: decimal */
            totalDiscount: number;
            /** Format: decimal */
            totalSales: number;
            /** Format: decimal */
            totalTax: number;
        };
        DailySummaryAnswer: {
            data: components["schemas"]["DailySummary"];
            /** @default true */
            success: unknown;
        };
        DayTakings: {
            cantidad: number;
            /** Format: date */
            dia: string;
            /** Format: decimal */
            importe: number;
            moneda: string;
        };
        Discount: {
            /** @default null */
            motivo?: string | null;
            porcentaje: number;
        };
        DiscountAnswer: {
            message: string;
            /** Format: decimal */
            precio_con_descuento: number;
            /** Format: decimal */
            precio_original: number;
            suscripcion: components["schemas"]["Subscription"];
        };
        Done: {
            message: string;
            success: boolean;
        };
        Email: {
            /** Format: email */
            email: string;
        };
        Employer: {
            id: number;
            nit: string;
            nombre: string;
        };
        EnabledService: {
            cantidad: number | null;
            id: number;
            nombre: string;
        };
        EnabledServices: {
            empresa_id: number;
            servicios_habilitados: components["schemas"]["EnabledService"][];
        };
        Erased: {
            message: string;
            /** @enum {string} */
            readonly resultado: "eliminado" | "anonimizado";
        };
        Error: {
            /** @description Error code */
            code: number;
            /** @description Errors */
            errors: {
                [key: string]: unknown;
            };
            /** @description Error message */
            message: string;
            /** @description Error name */
            status: string;
        };
        Founded: {
            cantidad: number;
            mes: string;
        };
        Health: {
            status: string;
        };
        HourTotal: {
            count: number;
            hour: number;
            /** Format: decimal */
            total: number;
        };
        InboxPage: {
            data: components["schemas"]["InboxRow"][];
            pagination: components["schemas"]["InboxPagination"];
            /** @default true */
            success: unknown;
        };
        InboxPagination: {
            page: number;
            pageSize: number;
            total: number;
            totalPages: number;
        };
        InboxRow: {
            action: string | null;
            attempts: number;
            readonly body: string;
            companyId: number | null;
            /** Format: date-time */
            handledAt: string | null;
            id: string;
            lastError: string | null;
            mpUserId: string | null;
            readonly query: Record<string, never>;
            /** Format: date-time */
            receivedAt: string;
            requestId: string | null;
            resourceId: string | null;
            /** @enum {string} */
            source: "webhook" | "sweep";
            /** @enum {unknown} */
            state: "pending" | "handled" | "given_up";
            topic: string;
            /** @enum {string} */
            verdict: "verified" | "hint" | "unverified";
        };
        IncludedService: {
            activo: boolean;
            cantidad: number | null;
            /** Format: date-time */
            creado_en: string;
            descripcion: string | null;
            id: number;
            nombre: string;
            url_api: string | null;
        };
        IncludedServiceAnswer: {
            message: string;
            plan: components["schemas"]["Plan"];
            servicio: components["schemas"]["IncludedService"];
        };
        Income: {
            /** Format: decimal */
            importe: number;
            moneda: string;
        };
        Invitation: {
            /** Format: date-time */
            creado_en: string;
            email: string;
            empresa_id: number;
            /** @enum {unknown} */
            estado: "pendiente" | "usada" | "vencida" | "revocada";
            /** Format: date-time */
            expira_en: string;
            id: number;
            /** @enum {unknown} */
            rol: "admin" | "cliente" | "seller" | "cashier" | "coordinator" | "scanner" | "user";
        };
        InvitationCode: {
            codigo: string;
        };
        Invitations: {
            invitaciones: components["schemas"]["Invitation"][];
        };
        IssuedInvitation: {
            codigo: string;
            invitacion: components["schemas"]["Invitation"];
            message: string;
        };
        Job: {
            cada_segundos: number;
            duracion_segundos: number | null;
            ejecuciones: number;
            en_curso: boolean;
            nombre: string;
            /** Format: date-time */
            proxima_ejecucion: string | null;
            /** Format: date-time */
            ultima_ejecucion: string | null;
            ultimo_error: string | null;
        };
        JobRequested: {
            job: components["schemas"]["Job"];
            message: string;
        };
        Jobs: {
            jobs: components["schemas"]["Job"][];
        };
        KeyChange: {
            activo: boolean;
            dias_expiracion: number | null;
            nombre: string;
        };
        LicenceCheck: {
            empresa_id: number;
            /** Format: date */
            fecha_fin: string;
            licencia_valida: boolean;
            /** @enum {string} */
            motivo: "sin_suscripcion" | "vencida" | "suspendida" | "cancelada" | "programada" | "pendiente_pago" | "empresa_inactiva";
            plan: components["schemas"]["NamedPlan"];
        };
        LicensedRow: {
            /** Format: date-time */
            creado_en: string;
            /** @default activa */
            estado: unknown;
            /** Format: date */
            fecha_fin: string;
            /** Format: date */
            fecha_inicio: string;
            forma_pago: string | null;
            id: number;
            /** @enum {string} */
            periodo: "mensual" | "anual";
            /** Format: decimal */
            precio_pagado: number;
        };
        LineRequest: {
            /**
             * Format: decimal
             * @default 0
             */
            discount?: number;
            productName: string;
            quantity: number;
            /** @default 21 */
            taxRate?: number;
            /** Format: decimal */
            unitPrice: number;
        };
        ListedUser: {
            ciudad: string | null;
            /** Format: date-time */
            creado_en: string;
            direccion: string | null;
            email: string;
            email_verificado: boolean;
            empresa: components["schemas"]["CompanyReference"] | null;
            empresa_id: number | null;
            /** Format: date */
            fecha_nacimiento: string | null;
            id: number;
            is_active: boolean;
            nombre: string;
            otp_enabled: boolean;
            pais: string | null;
            password_temporal: boolean;
            /** @enum {unknown} */
            rol: "admin" | "cliente" | "seller" | "cashier" | "coordinator" | "scanner" | "user";
            telefono: string | null;
        };
        LiveSession: {
            actual: boolean;
            agente: string;
            /** Format: date-time */
            creado_en: string;
            /** Format: date-time */
            expira_en: string;
            id: number;
            ip: string;
            /** Format: date-time */
            ultimo_uso: string;
        };
        Login: {
            /** @default null */
            backup_code?: string | null;
            /** Format: email */
            email: string;
            /** @default null */
            otp_code?: string | null;
            password: string;
        };
        LoginOtp: {
            /** @default null */
            backup_code?: string | null;
            challenge_token: string;
            /** @default null */
            otp_code?: string | null;
        };
        Logout: {
            /** @default false */
            todas: boolean | null;
        };
        Message: {
            message: string;
        };
        MethodTotal: {
            count: number;
            /** @enum {string} */
            method: "CASH" | "CREDIT_CARD" | "DEBIT_CARD" | "QR" | "MP_POINT" | "MP_QR" | "TRANSFER" | "CHECK" | "OTHER";
            /** Format: decimal */
            total: number;
        };
        MonthlyIncome: {
            /** Format: decimal */
            importe: number;
            mes: string;
            moneda: string;
        };
        NamedPlan: {
            id: number;
            nombre: string;
        };
        NewCompany: {
            /** @default 1 */
            anios?: number;
            ciudad?: string | null;
            contacto?: string | null;
            moneda?: string;
            nit: string;
            nombre: string;
            notas?: string | null;
            pais?: string | null;
            /**
             * @default mensual
             * @enum {string}
             */
            periodo?: "mensual" | "anual";
            plan?: string;
            plan_id?: number | null;
            zona_horaria?: string;
        };
        NewCompanyAnswer: {
            empresa: components["schemas"]["OperatedCompany"];
            message: string;
            suscripcion: components["schemas"]["Subscription"];
        };
        NewInvitation: {
            /** Format: email */
            email: string;
            /** @enum {string} */
            rol: "cliente" | "seller" | "cashier" | "coordinator" | "scanner";
        };
        NewKey: {
            /** @default null */
            dias_expiracion?: number | null;
            nombre: string;
            scopes: ("licencia" | "soporte" | "totem" | "ventas" | "entradas")[];
        };
        NewKeyOfCompany: {
            /** @default null */
            dias_expiracion?: number | null;
            empresa_id: number;
            nombre: string;
            scopes: ("licencia" | "soporte" | "totem" | "ventas" | "entradas")[];
        };
        NewOwnSubscription: {
            empresa_id: number;
            /** @enum {string} */
            periodo: "mensual" | "anual";
            plan_id: number;
        };
        NewPlan: {
            activo?: boolean;
            descripcion?: string | null;
            moneda?: string;
            nombre: string;
            /** Format: decimal */
            precio_anual: number;
            /** Format: decimal */
            precio_mensual: number;
            seleccionado?: boolean;
        };
        NewPointOfSale: {
            branch?: string | null;
            code: string;
            isActive?: boolean;
            name: string;
        };
        NewSale: {
            /** @default null */
            customerName?: string | null;
            items: components["schemas"]["LineRequest"][];
            /** @default null */
            notes?: string | null;
            payments: components["schemas"]["PaymentRequest"][];
            pointOfSaleId: string;
            /** @default TICKET */
            receiptType?: string;
        };
        NewService: {
            activo?: boolean;
            descripcion?: string | null;
            nombre: string;
            url_api?: string | null;
        };
        NewSubscription: {
            /** @default null */
            anios?: number | null;
            /** @default null */
            "a\u00F1os"?: number | null;
            empresa_id: number;
            /**
             * Format: date
             * @default null
             */
            fecha_inicio?: string | null;
            /** @default null */
            forma_pago?: string | null;
            /** @default null */
            notas?: string | null;
            /** @enum {string} */
            periodo: "mensual" | "anual";
            plan_id: number;
            /** @default null */
            porcentaje_descuento?: number | null;
            /** @default null */
            renovacion_automatica?: boolean | null;
        };
        NewUser: {
            /** @default null */
            ciudad?: string | null;
            /** @default null */
            direccion?: string | null;
            /** Format: email */
            email: string;
            /** @default null */
            empresa_id?: number | null;
            nombre: string;
            /** @default null */
            pais?: string | null;
            password: string;
            /** @enum {unknown} */
            rol: "admin" | "cliente" | "seller" | "cashier" | "coordinator" | "scanner" | "user";
            /** @default null */
            telefono?: string | null;
        };
        Notes: {
            /** @default null */
            notas: string | null;
        };
        NothingAsked: Record<string, never>;
        OAuthToken: {
            access_token: string;
            /** @default bearer */
            token_type: unknown;
        };
        OlderAuthorization: {
            authorization_url: string;
        };
        OlderDisconnected: {
            detail: string;
            status: string;
        };
        OpenOrder: {
            /** Format: decimal */
            amount: number;
            channel: string;
            /** Format: date-time */
            createdAt: string;
            deviceId: string | null;
            /** Format: date-time */
            expiresAt: string;
            externalReference: string;
            id: string;
            orderId: string | null;
            pointOfSaleId: string;
            status: string;
        };
        OpenOrderListAnswer: {
            data: components["schemas"]["OpenOrder"][];
            success: boolean;
        };
        OperatedChange: {
            ciudad: string | null;
            contacto: string | null;
            estado: boolean;
            moneda: string;
            nit: string;
            nombre: string;
            notas: string | null;
            pais: string | null;
            plan: string;
            zona_horaria: string;
        };
        OperatedCompany: {
            ciudad: string | null;
            contacto: string;
            /** Format: date-time */
            creado_en: string;
            estado: boolean;
            id: number;
            moneda: string;
            nit: string;
            nombre: string;
            notas: string | null;
            pais: string | null;
            plan: string;
            zona_horaria: string;
        };
        OperatedPlanChange: {
            /** @default false */
            cobrar_online?: boolean | null;
            /** @default null */
            cotizacion_id?: number | null;
            /** @default false */
            dry_run?: boolean | null;
            plan_id: number;
        };
        OrderCreated: {
            /** Format: date-time */
            expiresAt: string;
            externalReference: string;
            id: string;
            orderId: string | null;
            status: string;
        };
        OrderCreatedAnswer: {
            data: components["schemas"]["OrderCreated"];
            success: boolean;
        };
        OrderStatus: {
            /** Format: decimal */
            amount: number;
            cancelRequested: boolean;
            cardBrand: string | null;
            cardLastFour: string | null;
            channel: string;
            expiresAt: string;
            externalReference: string;
            id: string;
            installments: number | null;
            orderId: string | null;
            paymentId: string | null;
            paymentMethod: string | null;
            qrData: string | null;
            saleId: string | null;
            status: string;
            statusDetail: string | null;
        };
        OrderStatusAnswer: {
            data: components["schemas"]["OrderStatus"];
            success: boolean;
        };
        OtpCode: {
            otp_code: string;
        };
        OtpSecret: {
            provisioning_uri: string;
            secret: string;
        };
        OtpSetup: {
            /** @default null */
            password: string | null;
            /** @default false */
            regenerate: boolean | null;
        };
        Overview: {
            empresas: components["schemas"]["CompanyCounts"];
            mrr: components["schemas"]["Income"][];
            pagos_hoy: components["schemas"]["Today"];
            series: components["schemas"]["Series"];
            suscripciones: components["schemas"]["StateCounts"];
            tickets: components["schemas"]["SupportNow"];
        };
        OwnChanges: {
            /** @default null */
            cancelar_al_vencer: boolean | null;
            /** @default null */
            estado: string | null;
            /** @default null */
            renovacion_automatica: boolean | null;
        };
        OwnCompany: {
            empresa: components["schemas"]["CompanySettings"];
        };
        OwnPlanChange: {
            /** @default null */
            cotizacion_id?: number | null;
            /** @default false */
            dry_run?: boolean | null;
            plan_id: number;
        };
        OwnPlanChangeAnswer: {
            anterior: components["schemas"]["OwnSubscription"];
            cotizacion: components["schemas"]["Quote"];
            message: string;
            /** @description null: nada que pagar */
            payment_url: string | null;
            suscripcion: components["schemas"]["OwnSubscription"];
        };
        OwnRenewal: {
            /** @default null */
            anios: number | null;
            /** @default null */
            "a\u00F1os": number | null;
            /**
             * @default null
             * @enum {string|null}
             */
            periodo: "mensual" | "anual" | null;
        };
        OwnSubscription: {
            /** Format: date-time */
            actualizado_en: string;
            anios: number;
            cancelar_al_vencer: boolean;
            /** Format: date-time */
            creado_en: string;
            creado_por: number | null;
            /** Format: decimal */
            credito_aplicado: number;
            dias_restantes: number;
            empresa: components["schemas"]["Company"];
            empresa_id: number;
            /** @enum {string} */
            estado: "pendiente_pago" | "programada" | "activa" | "suspendida" | "inactiva" | "cancelada";
            /** Format: date */
            fecha_fin: string;
            /** Format: date */
            fecha_inicio: string;
            forma_pago: string | null;
            id: number;
            /** Format: decimal */
            importe_a_cobrar: number;
            moneda: string;
            motivo_cancelacion: string | null;
            notas: string | null;
            payment_url: string | null;
            /** @enum {string} */
            periodo: "mensual" | "anual";
            plan: components["schemas"]["Plan"];
            plan_id: number;
            porcentaje_descuento: number;
            /** Format: decimal */
            precio_con_descuento: number;
            /** Format: decimal */
            precio_pagado: number;
            /** Format: decimal */
            precio_periodo: number;
            renovacion_automatica: boolean;
            renueva_a: number | null;
            /** Format: decimal */
            saldo_a_favor: number;
            vigente: boolean;
        };
        OwnSubscriptionAnswer: {
            message: string;
            suscripcion: components["schemas"]["OwnSubscription"];
        };
        OwnSubscriptions: {
            suscripciones: components["schemas"]["OwnSubscriptionWithServices"][];
        };
        OwnSubscriptionWithServices: {
            /** Format: date-time */
            actualizado_en: string;
            anios: number;
            cancelar_al_vencer: boolean;
            /** Format: date-time */
            creado_en: string;
            creado_por: number | null;
            /** Format: decimal */
            credito_aplicado: number;
            dias_restantes: number;
            empresa: components["schemas"]["Company"];
            empresa_id: number;
            /** @enum {string} */
            estado: "pendiente_pago" | "programada" | "activa" | "suspendida" | "inactiva" | "cancelada";
            /** Format: date */
            fecha_fin: string;
            /** Format: date */
            fecha_inicio: string;
            forma_pago: string | null;
            id: number;
            /** Format: decimal */
            importe_a_cobrar: number;
            moneda: string;
            motivo_cancelacion: string | null;
            notas: string | null;
            payment_url: string | null;
            /** @enum {string} */
            periodo: "mensual" | "anual";
            plan: components["schemas"]["Plan"];
            plan_id: number;
            porcentaje_descuento: number;
            /** Format: decimal */
            precio_con_descuento: number;
            /** Format: decimal */
            precio_pagado: number;
            /** Format: decimal */
            precio_periodo: number;
            renovacion_automatica: boolean;
            renueva_a: number | null;
            /** Format: decimal */
            saldo_a_favor: number;
            servicios: components["schemas"]["IncludedService"][];
            vigente: boolean;
        };
        Pagination: {
            page: number;
            pageSize: number;
            total: number;
            totalPages: number;
        };
        PaginationMetadata: {
            /** @description First available page number. */
            first_page: number;
            /** @description Last available page number. */
            last_page: number;
            /** @description Next page number. */
            next_page: number;
            /** @description Current page number. */
            page: number;
            /** @description Previous page number. */
            previous_page: number;
            /** @description Total number of items. */
            total: number;
            /** @description Total number of pages. */
            total_pages: number;
        };
        Password: {
            password: string;
        };
        PasswordChange: {
            new_password: string;
            /** @default null */
            otp_code?: string | null;
            /** @default null */
            verification_code?: string | null;
        };
        PasswordPolicy: {
            max_length: number;
            min_length: number;
            reglas: components["schemas"]["Rule"][];
        };
        PasswordReset: {
            new_password: string;
            token: string;
        };
        PaymentRequest: {
            /** Format: decimal */
            amount: number;
            /** Format: decimal */
            amountTendered?: number;
            installments?: number;
            /** @enum {string} */
            method: "CASH" | "CREDIT_CARD" | "DEBIT_CARD" | "QR" | "MP_POINT" | "MP_QR" | "TRANSFER" | "CHECK" | "OTHER";
            mpOrderId?: string;
            mpPaymentId?: string;
            reference?: string;
            transactionId?: string;
        };
        PendingPaymentProblem: {
            code: string;
            detail: string;
            error: string;
            errors: {
                [key: string]: string[];
            };
            message: string;
            payment_url: string | null;
            status: number;
            success: boolean;
            suscripcion_id: number;
            title: string;
            type: string;
        };
        People: {
            pagination: components["schemas"]["PeoplePagination"];
            usuarios: components["schemas"]["Person"][];
        };
        PeoplePagination: {
            has_next: boolean;
            has_prev: boolean;
            page: number;
            pages: number;
            per_page: number;
            total: number;
        };
        Person: {
            ciudad: string | null;
            /** Format: date-time */
            creado_en: string;
            direccion: string | null;
            email: string;
            email_verificado: boolean;
            empresa: components["schemas"]["Employer"];
            empresa_id: number | null;
            /** Format: date */
            fecha_nacimiento: string | null;
            id: number;
            is_active: boolean;
            nombre: string;
            otp_enabled: boolean;
            pais: string | null;
            password_temporal: boolean;
            /** @enum {unknown} */
            rol: "admin" | "cliente" | "seller" | "cashier" | "coordinator" | "scanner" | "user";
            telefono: string | null;
        };
        Plan: {
            activo: boolean;
            /** Format: date-time */
            creado_en: string;
            descripcion: string | null;
            id: number;
            moneda: string;
            nombre: string;
            /** Format: decimal */
            precio_anual: number;
            /** Format: decimal */
            precio_mensual: number;
            seleccionado: boolean;
        };
        PlanAnswer: {
            message: string;
            plan: components["schemas"]["Plan"];
        };
        PlanChange: {
            activo: boolean;
            descripcion: string | null;
            moneda: string;
            nombre: string;
            /** Format: decimal */
            precio_anual: number;
            /** Format: decimal */
            precio_mensual: number;
            seleccionado: boolean;
        };
        PlanChangeAnswer: {
            anterior: components["schemas"]["Subscription"];
            cotizacion: components["schemas"]["Quote"];
            message: string;
            /** @description null: nada que pagar online */
            payment_url: string | null;
            suscripcion: components["schemas"]["Subscription"];
        };
        PlanContents: {
            plan: components["schemas"]["Plan"];
            servicios: components["schemas"]["IncludedService"][];
        };
        PlanContentsAnswer: {
            message: string;
            plan: components["schemas"]["Plan"];
            servicios: components["schemas"]["IncludedService"][];
        };
        PlanCount: {
            cantidad: number;
            plan: string;
        };
        PlannedService: {
            /** @default null */
            cantidad?: number | null;
            servicio_id: number;
        };
        PlanServices: {
            servicio_ids: number[];
            servicios: components["schemas"]["PlannedService"][];
        };
        PlanSummary: {
            activo: boolean;
            /** Format: date-time */
            creado_en: string;
            descripcion: string | null;
            id: number;
            moneda: string;
            nombre: string;
            /** Format: decimal */
            precio_anual: number;
            /** Format: decimal */
            precio_mensual: number;
            seleccionado: boolean;
            servicios: components["schemas"]["IncludedService"][];
            total_servicios: number;
        };
        PlanWithServices: {
            activo: boolean;
            /** Format: date-time */
            creado_en: string;
            descripcion: string | null;
            id: number;
            moneda: string;
            nombre: string;
            /** Format: decimal */
            precio_anual: number;
            /** Format: decimal */
            precio_mensual: number;
            seleccionado: boolean;
            servicios: components["schemas"]["IncludedService"][];
        };
        PointOfSale: {
            branch: string | null;
            code: string;
            companyId: number;
            id: string;
            isActive: boolean;
            mpDeviceId: string | null;
            mpDeviceName: string | null;
            mpQrExternalId: string | null;
            mpQrPosId: number | null;
            name: string;
        };
        PointOfSaleAnswer: {
            data: components["schemas"]["PointOfSale"];
            /** @default true */
            success: unknown;
        };
        PointOfSaleChange: {
            branch: string | null;
            code: string;
            isActive: boolean;
            name: string;
        };
        PointOfSaleList: {
            data: components["schemas"]["PointOfSale"][];
            /** @default true */
            success: unknown;
        };
        PrintedQr: {
            image: string | null;
            template_document: string | null;
            template_image: string | null;
        };
        Problem: {
            code: string;
            detail: string;
            error: string;
            errors: {
                [key: string]: string[];
            };
            message: string;
            status: number;
            success: boolean;
            title: string;
            type: string;
        };
        ProductTotal: {
            productName: string;
            quantity: number;
            /** Format: decimal */
            total: number;
        };
        Profile: {
            usuario: components["schemas"]["UserWithCompany"];
        };
        ProfileChange: {
            ciudad: string | null;
            direccion: string | null;
            /** Format: date */
            fecha_nacimiento: string | null;
            nombre: string;
            pais: string | null;
            telefono: string | null;
        };
        ProfileChanged: {
            message: string;
            usuario: components["schemas"]["User"];
        };
        PublicKey: {
            /** @default EdDSA */
            alg: unknown;
            /** @default Ed25519 */
            crv: unknown;
            kid: string;
            /** @default OKP */
            kty: unknown;
            /** @default sig */
            use: unknown;
            x: string;
        };
        PublicKeys: {
            keys: components["schemas"]["PublicKey"][];
        };
        QrCharge: {
            /** Format: decimal */
            amount: number;
            description?: string;
            externalReference?: string;
            items?: components["schemas"]["WalletItem"][];
            pointOfSaleId: string;
            sale?: components["schemas"]["SaleDraft"];
        };
        QrCreated: {
            /** Format: date-time */
            expiresAt: string;
            externalReference: string;
            id: string;
            inStoreOrderId: string | null;
            orderId: string | null;
            qrData: string | null;
        };
        QrCreatedAnswer: {
            data: components["schemas"]["QrCreated"];
            success: boolean;
        };
        QrStatus: {
            /** Format: decimal */
            amount: number;
            cardLastFour: string | null;
            externalReference: string;
            installments: number | null;
            paymentId: string | null;
            paymentMethod: string | null;
            saleId: string | null;
            status: string;
        };
        QrStatusAnswer: {
            data: components["schemas"]["QrStatus"];
            success: boolean;
        };
        Quantity: {
            /** @default null */
            cantidad: number | null;
        };
        Quote: {
            /** Format: decimal */
            cargo: number;
            cotizacion_id: number;
            /** Format: decimal */
            credito: number;
            /** Format: decimal */
            credito_aplicado: number;
            dias_periodo: number;
            dias_restantes: number;
            /** Format: date */
            fecha: string;
            /** Format: decimal */
            importe_a_cobrar: number;
            moneda: string;
            plan_actual_id: number;
            plan_nuevo_id: number;
            porcentaje_descuento: number;
            /** Format: decimal */
            precio_pagado: number;
            /** Format: decimal */
            saldo_a_favor: number;
            suscripcion_id: number;
            /** Format: date-time */
            valida_hasta: string;
        };
        QuoteAnswer: {
            cotizacion: components["schemas"]["Quote"];
        };
        Readiness: {
            checks: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            status: string;
        };
        Reason: {
            motivo: string;
        };
        Registered: {
            empresa: components["schemas"]["CompanyBrief"] | null;
            message: string;
            otp_setup: components["schemas"]["RegistrationOtp"];
            usuario: components["schemas"]["User"];
        };
        Registration: {
            /** @default null */
            codigo_invitacion?: string | null;
            /** Format: email */
            email: string;
            /** @default null */
            empresa_id?: string | null;
            /** @default null */
            empresa_nombre?: string | null;
            nombre: string;
            /**
             * @default totp
             * @enum {string}
             */
            otp_method?: "totp" | "none";
            password: string;
        };
        RegistrationOtp: {
            activation_token: string;
            backup_codes: string[];
            /** @default totp */
            method: unknown;
            provisioning_uri: string;
            secret: string;
        };
        Removal: {
            deleted: boolean;
            message: string;
            /** @default true */
            success: unknown;
        };
        Renewal: {
            /** @default null */
            anios: number | null;
            /** @default null */
            "a\u00F1os": number | null;
            /**
             * Format: date
             * @default null
             */
            fecha_inicio: string | null;
            /** @default null */
            notas: string | null;
            /**
             * @default null
             * @enum {string|null}
             */
            periodo: "mensual" | "anual" | null;
            /** @default null */
            porcentaje_descuento: number | null;
            /** @default null */
            renovacion_automatica: boolean | null;
        };
        RenewalAnswer: {
            anterior: components["schemas"]["Subscription"];
            message: string;
            suscripcion: components["schemas"]["Subscription"];
        };
        Replay: {
            data: components["schemas"]["InboxRow"];
            message: string;
            /** @default true */
            success: unknown;
        };
        RequiredQuantity: {
            cantidad: number | null;
        };
        Rule: {
            readonly codigo: string;
            patron: string;
            texto: string;
        };
        Sale: {
            /** Format: date-time */
            createdAt: string;
            currency: string;
            customerName: string | null;
            /** Format: decimal */
            discount: number;
            id: string;
            items: components["schemas"]["SaleItem"][];
            notes: string | null;
            payments: components["schemas"]["SalePayment"][];
            pointOfSaleId: string;
            receiptType: string;
            refunds: {
                [key: string]: unknown;
            }[];
            saleNumber: string;
            /** @enum {string} */
            status: "COMPLETED" | "CANCELLED" | "REFUNDED" | "PARTIAL_REFUND";
            /** Format: decimal */
            subtotal: number;
            /** Format: decimal */
            tax: number;
            /** Format: decimal */
            total: number;
            userId: number | null;
        };
        SaleAnswer: {
            data: components["schemas"]["Sale"];
            /** @default true */
            success: unknown;
        };
        SaleDraft: {
            /** @default null */
            customerName: string | null;
            items: components["schemas"]["LineRequest"][];
            /** @default null */
            notes: string | null;
            /** @default TICKET */
            receiptType: string;
        };
        SaleItem: {
            /** Format: decimal */
            discount: number;
            id: string;
            productName: string;
            quantity: number;
            refundedQuantity: number;
            /** Format: decimal */
            subtotal: number;
            /** Format: decimal */
            taxAmount: number;
            taxRate: number;
            /** Format: decimal */
            unitPrice: number;
        };
        SalePage: {
            data: components["schemas"]["Sale"][];
            pagination: components["schemas"]["Pagination"];
            /** @default true */
            success: unknown;
        };
        SalePayment: {
            /** Format: decimal */
            amount: number;
            /** Format: decimal */
            amountTendered: number | null;
            cardBrand: string | null;
            cardLastFour: string | null;
            /** Format: decimal */
            changeAmount: number | null;
            id: string;
            installments: number | null;
            /** @enum {string} */
            method: "CASH" | "CREDIT_CARD" | "DEBIT_CARD" | "QR" | "MP_POINT" | "MP_QR" | "TRANSFER" | "CHECK" | "OTHER";
            mpPaymentId: string | null;
            reference: string | null;
            /** @enum {string} */
            status: "APPROVED" | "CANCELLED" | "REFUNDED" | "PARTIAL_REFUND";
            transactionId: string | null;
        };
        Series: {
            altas_por_mes: components["schemas"]["Founded"][];
            mrr_por_mes: components["schemas"]["MonthlyIncome"][];
            pagos_por_dia: components["schemas"]["DayTakings"][];
            tickets_por_dia: components["schemas"]["SupportFlow"][];
        };
        Service: {
            activo: boolean;
            /** Format: date-time */
            creado_en: string;
            descripcion: string | null;
            id: number;
            nombre: string;
            url_api: string | null;
        };
        ServiceAnswer: {
            message: string;
            servicio: components["schemas"]["Service"];
        };
        ServiceChange: {
            activo: boolean;
            descripcion: string | null;
            nombre: string;
            url_api: string | null;
        };
        ServicesAsked: {
            empresa_id: number;
        };
        Sessions: {
            sesiones: components["schemas"]["LiveSession"][];
        };
        ShownKey: {
            api_key: components["schemas"]["ApiKey"];
            api_key_plana: string;
            importante: string;
            message: string;
        };
        ShownUser: {
            ciudad: string | null;
            /** Format: date-time */
            creado_en: string;
            direccion: string | null;
            email: string;
            email_verificado: boolean;
            empresa: components["schemas"]["Company"] | null;
            empresa_id: number | null;
            /** Format: date */
            fecha_nacimiento: string | null;
            id: number;
            is_active: boolean;
            nombre: string;
            otp_enabled: boolean;
            pais: string | null;
            password_temporal: boolean;
            /** @enum {unknown} */
            rol: "admin" | "cliente" | "seller" | "cashier" | "coordinator" | "scanner" | "user";
            telefono: string | null;
        };
        SignedIn: {
            access_token: string;
            /** @description seconds */
            expires_in: number;
            /** @description null in cookie mode */
            refresh_token: string | null;
            /** @default Bearer */
            token_type: unknown;
            usuario: components["schemas"]["User"];
        };
        SignedLicence: {
            gracia_dias: number;
            kid: string;
            /** @description compact JWS, EdDSA */
            licencia: string;
            /** Format: date-time */
            not_after: string;
            serial: string;
        };
        StateCounts: {
            activas: number;
            canceladas: number;
            inactivas: number;
            pendientes_pago: number;
            por_vencer_30d: number;
            programadas: number;
            suspendidas: number;
        };
        StateReason: {
            motivo: string;
            /** @default null */
            notas?: string | null;
        };
        Statistics: {
            activas: number;
            canceladas: number;
            inactivas: number;
            pendientes_pago: number;
            por_plan: components["schemas"]["PlanCount"][];
            programadas: number;
            suspendidas: number;
            total: number;
        };
        Store: {
            external_id: string | null;
            id: string;
            name: string;
        };
        Stores: {
            data: components["schemas"]["Store"][];
            success: boolean;
        };
        Subscription: {
            /** Format: date-time */
            actualizado_en: string;
            anios: number;
            cancelar_al_vencer: boolean;
            /** Format: date-time */
            creado_en: string;
            creado_por: number | null;
            /** Format: decimal */
            credito_aplicado: number;
            dias_restantes: number;
            empresa: components["schemas"]["Company"];
            empresa_id: number;
            /** @enum {string} */
            estado: "pendiente_pago" | "programada" | "activa" | "suspendida" | "inactiva" | "cancelada";
            /** Format: date */
            fecha_fin: string;
            /** Format: date */
            fecha_inicio: string;
            forma_pago: string | null;
            id: number;
            /** Format: decimal */
            importe_a_cobrar: number;
            moneda: string;
            motivo_cancelacion: string | null;
            notas: string | null;
            payment_url: string | null;
            /** @enum {string} */
            periodo: "mensual" | "anual";
            plan: components["schemas"]["Plan"];
            plan_id: number;
            porcentaje_descuento: number;
            /** Format: decimal */
            precio_con_descuento: number;
            /** Format: decimal */
            precio_pagado: number;
            /** Format: decimal */
            precio_periodo: number;
            renovacion_automatica: boolean;
            renueva_a: number | null;
            /** Format: decimal */
            saldo_a_favor: number;
            vigente: boolean;
        };
        SubscriptionAnswer: {
            message: string;
            suscripcion: components["schemas"]["Subscription"];
        };
        SubscriptionDetail: {
            /** Format: date-time */
            actualizado_en: string;
            anios: number;
            cancelar_al_vencer: boolean;
            /** Format: date-time */
            creado_en: string;
            creado_por: number | null;
            /** Format: decimal */
            credito_aplicado: number;
            dias_restantes: number;
            empresa: components["schemas"]["Company"];
            empresa_id: number;
            /** @enum {string} */
            estado: "pendiente_pago" | "programada" | "activa" | "suspendida" | "inactiva" | "cancelada";
            /** Format: date */
            fecha_fin: string;
            /** Format: date */
            fecha_inicio: string;
            forma_pago: string | null;
            historial: components["schemas"]["Subscription"][];
            id: number;
            /** Format: decimal */
            importe_a_cobrar: number;
            moneda: string;
            motivo_cancelacion: string | null;
            notas: string | null;
            payment_url: string | null;
            /** @enum {string} */
            periodo: "mensual" | "anual";
            plan: components["schemas"]["Plan"];
            plan_id: number;
            porcentaje_descuento: number;
            /** Format: decimal */
            precio_con_descuento: number;
            /** Format: decimal */
            precio_pagado: number;
            /** Format: decimal */
            precio_periodo: number;
            renovacion_automatica: boolean;
            renueva_a: number | null;
            /** Format: decimal */
            saldo_a_favor: number;
            vigente: boolean;
        };
        SubscriptionPage: {
            page: number;
            pages: number;
            per_page: number;
            suscripciones: components["schemas"]["Subscription"][];
            total: number;
        };
        SupportFlow: {
            cerrados: number;
            creados: number;
            /** Format: date */
            dia: string;
        };
        SupportNow: {
            abiertos: number;
            criticos: number;
            en_proceso: number;
            pendiente_respuesta: number;
            sin_asignar: number;
            vencidos: number;
        };
        Terminal: {
            external_pos_id: string | null;
            id: string;
            operating_mode: string;
            pos_id: string | null;
            store_id: string | null;
        };
        Terminals: {
            data: components["schemas"]["Terminal"][];
            success: boolean;
        };
        Today: {
            cantidad: number;
            importes: components["schemas"]["Income"][];
        };
        Token: {
            token: string;
        };
        TokenForm: {
            client_id?: string;
            client_secret?: string;
            grant_type?: string;
            /** @default null */
            otp_code?: string | null;
            password: string;
            scope?: string;
            username: string;
        };
        Transfer: {
            /** @default null */
            anterior_usuario_id?: number | null;
            /** @default false */
            desactivar_anterior?: boolean | null;
            empresa_codigo: string;
            /** Format: email */
            nuevo_email: string;
            /** @default null */
            nuevo_nombre?: string | null;
            /** @default null */
            nuevo_password?: string | null;
        };
        Transferred: {
            anterior_usuario: components["schemas"]["User"] | null;
            empresa: components["schemas"]["Company"];
            message: string;
            nuevo_usuario: components["schemas"]["User"];
            temp_password: string | null;
        };
        UnknownCompanyProblem: {
            code: string;
            detail: string;
            error: string;
            errors: {
                [key: string]: string[];
            };
            message: string;
            nit: string;
            status: number;
            success: boolean;
            title: string;
            type: string;
        };
        UseCashier: {
            mpQrPosExternalId?: string;
            mpQrPosId: number | null;
        };
        User: {
            ciudad: string | null;
            /** Format: date-time */
            creado_en: string;
            direccion: string | null;
            email: string;
            email_verificado: boolean;
            empresa_id: number | null;
            /** Format: date */
            fecha_nacimiento: string | null;
            id: number;
            is_active: boolean;
            nombre: string;
            otp_enabled: boolean;
            pais: string | null;
            password_temporal: boolean;
            /** @enum {unknown} */
            rol: "admin" | "cliente" | "seller" | "cashier" | "coordinator" | "scanner" | "user";
            telefono: string | null;
        };
        UserChange: {
            ciudad: string | null;
            direccion: string | null;
            /** Format: email */
            email: string;
            empresa_id: number | null;
            /** Format: date */
            fecha_nacimiento: string | null;
            is_active: boolean;
            nombre: string;
            pais: string | null;
            /** @enum {unknown} */
            rol: "admin" | "cliente" | "seller" | "cashier" | "coordinator" | "scanner" | "user";
            supabase_sub: string | null;
            telefono: string | null;
        };
        UserChanged: {
            message: string;
            usuario: components["schemas"]["User"];
        };
        UserPage: {
            pagination: components["schemas"]["UserPagination"];
            usuarios: components["schemas"]["ListedUser"][];
        };
        UserPagination: {
            has_next: boolean;
            has_prev: boolean;
            page: number;
            pages: number;
            per_page: number;
            total: number;
        };
        UserPassword: {
            nueva_password: string;
        };
        UserStatistics: {
            activos: number;
            admins: number;
            clientes: number;
            con_2fa: number;
            inactivos: number;
            por_rol: {
                [key: string]: number;
            };
            total: number;
        };
        UserWithCompany: {
            ciudad: string | null;
            /** Format: date-time */
            creado_en: string;
            direccion: string | null;
            email: string;
            email_verificado: boolean;
            empresa: components["schemas"]["Company"] | null;
            empresa_id: number | null;
            /** Format: date */
            fecha_nacimiento: string | null;
            id: number;
            is_active: boolean;
            nombre: string;
            otp_enabled: boolean;
            pais: string | null;
            password_temporal: boolean;
            /** @enum {unknown} */
            rol: "admin" | "cliente" | "seller" | "cashier" | "coordinator" | "scanner" | "user";
            telefono: string | null;
        };
        UseTerminal: {
            mpDeviceId: string | null;
            mpDeviceName?: string;
        };
        VerificationCode: {
            verification_code: string;
        };
        WalletItem: {
            quantity: number;
            title: string;
            /** Format: decimal */
            unit_price: number;
        };
    };
    responses: {
        /** @description Default error response */
        DEFAULT_ERROR: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Unprocessable Entity */
        UNPROCESSABLE_ENTITY: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
};
export type AccessChange = components['schemas']['AccessChange'];
export type AccessChanged = components['schemas']['AccessChanged'];
export type Account = components['schemas']['Account'];
export type AccountChanged = components['schemas']['AccountChanged'];
export type Accounts = components['schemas']['Accounts'];
export type Acknowledgement = components['schemas']['Acknowledgement'];
export type Activated = components['schemas']['Activated'];
export type ActiveSubscription = components['schemas']['ActiveSubscription'];
export type ApiKey = components['schemas']['ApiKey'];
export type ApiKeyChanged = components['schemas']['ApiKeyChanged'];
export type ApiKeyPage = components['schemas']['ApiKeyPage'];
export type AppType = components['schemas']['AppType'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type AuditPage = components['schemas']['AuditPage'];
export type Authorization = components['schemas']['Authorization'];
export type AuthorizationAnswer = components['schemas']['AuthorizationAnswer'];
export type BackupCodes = components['schemas']['BackupCodes'];
export type Bought = components['schemas']['Bought'];
export type Cashier = components['schemas']['Cashier'];
export type Cashiers = components['schemas']['Cashiers'];
export type Challenge = components['schemas']['Challenge'];
export type Changes = components['schemas']['Changes'];
export type Charge = components['schemas']['Charge'];
export type Cities = components['schemas']['Cities'];
export type City = components['schemas']['City'];
export type CodeSent = components['schemas']['CodeSent'];
export type CodeVerified = components['schemas']['CodeVerified'];
export type Company = components['schemas']['Company'];
export type CompanyAnswer = components['schemas']['CompanyAnswer'];
export type CompanyBrief = components['schemas']['CompanyBrief'];
export type CompanyChange = components['schemas']['CompanyChange'];
export type CompanyChanged = components['schemas']['CompanyChanged'];
export type CompanyCounts = components['schemas']['CompanyCounts'];
export type CompanyDetail = components['schemas']['CompanyDetail'];
export type CompanyOverview = components['schemas']['CompanyOverview'];
export type CompanyReference = components['schemas']['CompanyReference'];
export type CompanySettings = components['schemas']['CompanySettings'];
export type Config = components['schemas']['Config'];
export type Confirmation = components['schemas']['Confirmation'];
export type CounterCashier = components['schemas']['CounterCashier'];
export type CounterCashierAnswer = components['schemas']['CounterCashierAnswer'];
export type CounterTerminal = components['schemas']['CounterTerminal'];
export type CounterTerminalAnswer = components['schemas']['CounterTerminalAnswer'];
export type Countries = components['schemas']['Countries'];
export type Country = components['schemas']['Country'];
export type DailySummary = components['schemas']['DailySummary'];
export type DailySummaryAnswer = components['schemas']['DailySummaryAnswer'];
export type DayTakings = components['schemas']['DayTakings'];
export type Discount = components['schemas']['Discount'];
export type DiscountAnswer = components['schemas']['DiscountAnswer'];
export type Done = components['schemas']['Done'];
export type Email = components['schemas']['Email'];
export type Employer = components['schemas']['Employer'];
export type EnabledService = components['schemas']['EnabledService'];
export type EnabledServices = components['schemas']['EnabledServices'];
export type Erased = components['schemas']['Erased'];
export type Error = components['schemas']['Error'];
export type Founded = components['schemas']['Founded'];
export type Health = components['schemas']['Health'];
export type HourTotal = components['schemas']['HourTotal'];
export type InboxPage = components['schemas']['InboxPage'];
export type InboxPagination = components['schemas']['InboxPagination'];
export type InboxRow = components['schemas']['InboxRow'];
export type IncludedService = components['schemas']['IncludedService'];
export type IncludedServiceAnswer = components['schemas']['IncludedServiceAnswer'];
export type Income = components['schemas']['Income'];
export type Invitation = components['schemas']['Invitation'];
export type InvitationCode = components['schemas']['InvitationCode'];
export type Invitations = components['schemas']['Invitations'];
export type IssuedInvitation = components['schemas']['IssuedInvitation'];
export type Job = components['schemas']['Job'];
export type JobRequested = components['schemas']['JobRequested'];
export type Jobs = components['schemas']['Jobs'];
export type KeyChange = components['schemas']['KeyChange'];
export type LicenceCheck = components['schemas']['LicenceCheck'];
export type LicensedRow = components['schemas']['LicensedRow'];
export type LineRequest = components['schemas']['LineRequest'];
export type ListedUser = components['schemas']['ListedUser'];
export type LiveSession = components['schemas']['LiveSession'];
export type Login = components['schemas']['Login'];
export type LoginOtp = components['schemas']['LoginOtp'];
export type Logout = components['schemas']['Logout'];
export type Message = components['schemas']['Message'];
export type MethodTotal = components['schemas']['MethodTotal'];
export type MonthlyIncome = components['schemas']['MonthlyIncome'];
export type NamedPlan = components['schemas']['NamedPlan'];
export type NewCompany = components['schemas']['NewCompany'];
export type NewCompanyAnswer = components['schemas']['NewCompanyAnswer'];
export type NewInvitation = components['schemas']['NewInvitation'];
export type NewKey = components['schemas']['NewKey'];
export type NewKeyOfCompany = components['schemas']['NewKeyOfCompany'];
export type NewOwnSubscription = components['schemas']['NewOwnSubscription'];
export type NewPlan = components['schemas']['NewPlan'];
export type NewPointOfSale = components['schemas']['NewPointOfSale'];
export type NewSale = components['schemas']['NewSale'];
export type NewService = components['schemas']['NewService'];
export type NewSubscription = components['schemas']['NewSubscription'];
export type NewUser = components['schemas']['NewUser'];
export type Notes = components['schemas']['Notes'];
export type NothingAsked = components['schemas']['NothingAsked'];
export type OAuthToken = components['schemas']['OAuthToken'];
export type OlderAuthorization = components['schemas']['OlderAuthorization'];
export type OlderDisconnected = components['schemas']['OlderDisconnected'];
export type OpenOrder = components['schemas']['OpenOrder'];
export type OpenOrderListAnswer = components['schemas']['OpenOrderListAnswer'];
export type OperatedChange = components['schemas']['OperatedChange'];
export type OperatedCompany = components['schemas']['OperatedCompany'];
export type OperatedPlanChange = components['schemas']['OperatedPlanChange'];
export type OrderCreated = components['schemas']['OrderCreated'];
export type OrderCreatedAnswer = components['schemas']['OrderCreatedAnswer'];
export type OrderStatus = components['schemas']['OrderStatus'];
export type OrderStatusAnswer = components['schemas']['OrderStatusAnswer'];
export type OtpCode = components['schemas']['OtpCode'];
export type OtpSecret = components['schemas']['OtpSecret'];
export type OtpSetup = components['schemas']['OtpSetup'];
export type Overview = components['schemas']['Overview'];
export type OwnChanges = components['schemas']['OwnChanges'];
export type OwnCompany = components['schemas']['OwnCompany'];
export type OwnPlanChange = components['schemas']['OwnPlanChange'];
export type OwnPlanChangeAnswer = components['schemas']['OwnPlanChangeAnswer'];
export type OwnRenewal = components['schemas']['OwnRenewal'];
export type OwnSubscription = components['schemas']['OwnSubscription'];
export type OwnSubscriptionAnswer = components['schemas']['OwnSubscriptionAnswer'];
export type OwnSubscriptions = components['schemas']['OwnSubscriptions'];
export type OwnSubscriptionWithServices = components['schemas']['OwnSubscriptionWithServices'];
export type Pagination = components['schemas']['Pagination'];
export type PaginationMetadata = components['schemas']['PaginationMetadata'];
export type Password = components['schemas']['Password'];
export type PasswordChange = components['schemas']['PasswordChange'];
export type PasswordPolicy = components['schemas']['PasswordPolicy'];
export type PasswordReset = components['schemas']['PasswordReset'];
export type PaymentRequest = components['schemas']['PaymentRequest'];
export type PendingPaymentProblem = components['schemas']['PendingPaymentProblem'];
export type People = components['schemas']['People'];
export type PeoplePagination = components['schemas']['PeoplePagination'];
export type Person = components['schemas']['Person'];
export type Plan = components['schemas']['Plan'];
export type PlanAnswer = components['schemas']['PlanAnswer'];
export type PlanChange = components['schemas']['PlanChange'];
export type PlanChangeAnswer = components['schemas']['PlanChangeAnswer'];
export type PlanContents = components['schemas']['PlanContents'];
export type PlanContentsAnswer = components['schemas']['PlanContentsAnswer'];
export type PlanCount = components['schemas']['PlanCount'];
export type PlannedService = components['schemas']['PlannedService'];
export type PlanServices = components['schemas']['PlanServices'];
export type PlanSummary = components['schemas']['PlanSummary'];
export type PlanWithServices = components['schemas']['PlanWithServices'];
export type PointOfSale = components['schemas']['PointOfSale'];
export type PointOfSaleAnswer = components['schemas']['PointOfSaleAnswer'];
export type PointOfSaleChange = components['schemas']['PointOfSaleChange'];
export type PointOfSaleList = components['schemas']['PointOfSaleList'];
export type PrintedQr = components['schemas']['PrintedQr'];
export type Problem = components['schemas']['Problem'];
export type ProductTotal = components['schemas']['ProductTotal'];
export type Profile = components['schemas']['Profile'];
export type ProfileChange = components['schemas']['ProfileChange'];
export type ProfileChanged = components['schemas']['ProfileChanged'];
export type PublicKey = components['schemas']['PublicKey'];
export type PublicKeys = components['schemas']['PublicKeys'];
export type QrCharge = components['schemas']['QrCharge'];
export type QrCreated = components['schemas']['QrCreated'];
export type QrCreatedAnswer = components['schemas']['QrCreatedAnswer'];
export type QrStatus = components['schemas']['QrStatus'];
export type QrStatusAnswer = components['schemas']['QrStatusAnswer'];
export type Quantity = components['schemas']['Quantity'];
export type Quote = components['schemas']['Quote'];
export type QuoteAnswer = components['schemas']['QuoteAnswer'];
export type Readiness = components['schemas']['Readiness'];
export type Reason = components['schemas']['Reason'];
export type Registered = components['schemas']['Registered'];
export type Registration = components['schemas']['Registration'];
export type RegistrationOtp = components['schemas']['RegistrationOtp'];
export type Removal = components['schemas']['Removal'];
export type Renewal = components['schemas']['Renewal'];
export type RenewalAnswer = components['schemas']['RenewalAnswer'];
export type Replay = components['schemas']['Replay'];
export type RequiredQuantity = components['schemas']['RequiredQuantity'];
export type Rule = components['schemas']['Rule'];
export type Sale = components['schemas']['Sale'];
export type SaleAnswer = components['schemas']['SaleAnswer'];
export type SaleDraft = components['schemas']['SaleDraft'];
export type SaleItem = components['schemas']['SaleItem'];
export type SalePage = components['schemas']['SalePage'];
export type SalePayment = components['schemas']['SalePayment'];
export type Series = components['schemas']['Series'];
export type Service = components['schemas']['Service'];
export type ServiceAnswer = components['schemas']['ServiceAnswer'];
export type ServiceChange = components['schemas']['ServiceChange'];
export type ServicesAsked = components['schemas']['ServicesAsked'];
export type Sessions = components['schemas']['Sessions'];
export type ShownKey = components['schemas']['ShownKey'];
export type ShownUser = components['schemas']['ShownUser'];
export type SignedIn = components['schemas']['SignedIn'];
export type SignedLicence = components['schemas']['SignedLicence'];
export type StateCounts = components['schemas']['StateCounts'];
export type StateReason = components['schemas']['StateReason'];
export type Statistics = components['schemas']['Statistics'];
export type Store = components['schemas']['Store'];
export type Stores = components['schemas']['Stores'];
export type Subscription = components['schemas']['Subscription'];
export type SubscriptionAnswer = components['schemas']['SubscriptionAnswer'];
export type SubscriptionDetail = components['schemas']['SubscriptionDetail'];
export type SubscriptionPage = components['schemas']['SubscriptionPage'];
export type SupportFlow = components['schemas']['SupportFlow'];
export type SupportNow = components['schemas']['SupportNow'];
export type Terminal = components['schemas']['Terminal'];
export type Terminals = components['schemas']['Terminals'];
export type Today = components['schemas']['Today'];
export type Token = components['schemas']['Token'];
export type TokenForm = components['schemas']['TokenForm'];
export type Transfer = components['schemas']['Transfer'];
export type Transferred = components['schemas']['Transferred'];
export type UnknownCompanyProblem = components['schemas']['UnknownCompanyProblem'];
export type UseCashier = components['schemas']['UseCashier'];
export type User = components['schemas']['User'];
export type UserChange = components['schemas']['UserChange'];
export type UserChanged = components['schemas']['UserChanged'];
export type UserPage = components['schemas']['UserPage'];
export type UserPagination = components['schemas']['UserPagination'];
export type UserPassword = components['schemas']['UserPassword'];
export type UserStatistics = components['schemas']['UserStatistics'];
export type UserWithCompany = components['schemas']['UserWithCompany'];
export type UseTerminal = components['schemas']['UseTerminal'];
export type VerificationCode = components['schemas']['VerificationCode'];
export type WalletItem = components['schemas']['WalletItem'];
export type ResponseDefaultError = components['responses']['DEFAULT_ERROR'];
export type ResponseUnprocessableEntity = components['responses']['UNPROCESSABLE_ENTITY'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
